export { firstSteps } from './first-steps';
export { createFrontServer, listen, listenerOf, stopServer } from './front-server';
export { ROUTE_OWNERS, type RoutedService, RouteTable } from './route-table';
