import type { AppFunction } from '../model/function-app.ts';
import { routeOf } from './router.ts';

/**
 * The page at `/`, in place of that of the Functions host. It links to what a browser can open without a
 * key or a parameter.
 */
export function homePage(functions: Iterable<AppFunction>, routePrefix: string): string {
  const links = [...functions]
    .filter((fn) => isOpenPage(fn) && !routeOf(fn, routePrefix).includes('{'))
    .map((fn) => `/${routeOf(fn, routePrefix)}`)
    .map((path) => `<li><a href="${escape(path)}">${escape(path)}</a></li>`);
  return [
    '<!doctype html>',
    '<html lang="en"><meta charset="utf-8"><title>Functions app</title>',
    '<p>Your Functions app is up and running.</p>',
    ...(links.length > 0 ? [`<ul>${links.join('')}</ul>`] : []),
    '</html>\n',
  ].join('\n');
}

function isOpenPage({ trigger }: AppFunction): boolean {
  const { type, methods, authLevel } = trigger;
  const isRead = !Array.isArray(methods) || methods.some((method) => /^get$/i.test(String(method)));
  return type.toLowerCase() === 'httptrigger' && authLevel === 'anonymous' && isRead;
}

const escape = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
