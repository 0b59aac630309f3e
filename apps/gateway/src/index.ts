export { firstSteps } from './first-steps';
export { ROUTE_OWNERS, type RoutedService, RouteTable } from './route-table';
