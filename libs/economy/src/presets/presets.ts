import type { PolicyContent } from '../policy.content';
import { seed } from './seed';
import { share50 } from './share-50';
import { twitchLike } from './twitch-like';
import { youtubeLike } from './youtube-like';

/** The economies that ship with the project. The first start activates one of them. */
export const PRESETS = {
  seed,
  'share-50': share50,
  'twitch-like': twitchLike,
  'youtube-like': youtubeLike,
} as const satisfies Record<string, PolicyContent>;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];

export const isPresetName = (text: string): text is PresetName => Object.hasOwn(PRESETS, text);
