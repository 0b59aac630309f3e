declare const brand: unique symbol;

/** A type that the compiler keeps apart from others of the same shape: coins are not microdiamonds. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
