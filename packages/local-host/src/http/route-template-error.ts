/** A route template is wrong. The message says what is wrong, without the template. */
export class RouteTemplateError extends Error {
  readonly code = 'ROUTE_TEMPLATE';
}
