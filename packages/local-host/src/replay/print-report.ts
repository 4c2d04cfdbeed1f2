import type { SourcePosition } from './generator-inspector.ts';
import type { Divergence, Ending, ReplayReport, ReplayedStep, ReplayedTurn } from './report.ts';
import { short } from './describe.ts';

/** A report as text, turn by turn. */
export function printReport(report: ReplayReport): string {
  const { instance, events, turns, divergence, warnings, ambiguities } = report;
  const lines = [
    `${instance.name} ${instance.id}: ${events} events, ${turns.length} turns`,
    ...ambiguities.map((each) => `  guessed: ${each}`),
  ];
  for (const turn of turns) lines.push('', ...printTurn(turn));
  lines.push('');
  for (const { event, change, message } of warnings) {
    lines.push(`warning: event ${event}, ${change}: ${message}`);
  }
  if (divergence) lines.push(...printDivergence(divergence));
  else {
    lines.push(`The code fits the history. ${printEndings(report)}`);
  }
  return `${lines.join('\n')}\n`;
}

function printTurn({ number, at, steps, scheduled }: ReplayedTurn): string[] {
  return [
    `turn ${number}  ${at}`,
    ...steps.flatMap(printStep),
    ...(scheduled.length > 0 ? [`    recorded: ${scheduled.join(', ')}`] : []),
  ];
}

function printStep(step: ReplayedStep): string[] {
  const lines = [`  ${String(step.event).padStart(3)} ${step.kind} ${step.what}`.trimEnd()];
  for (const asked of step.asked) lines.push(`      schedules ${asked}`);
  if (step.customStatus !== undefined) {
    lines.push(`      custom status ${short(step.customStatus)}`);
  }
  if (step.ended) lines.push(`      ends as ${step.ended}`);
  if (step.stoodAt) lines.push(...printPosition('waits', step.stoodAt));
  return lines;
}

function printPosition(what: string, chain: readonly SourcePosition[]): string[] {
  return chain.map(
    ({ file, line, column, function: name }, depth) =>
      `      ${depth === 0 ? what : '  for'.padEnd(what.length)} at ${name} (${file}:${line}:${column})`,
  );
}

function printDivergence(divergence: Divergence): string[] {
  const { event, kind, recorded, asked, change, subject, message, position } = divergence;
  return [
    `The code does not match the history, first at event ${event} (${kind}):`,
    `      recorded  ${recorded}`,
    `      scheduled ${asked}`,
    `      likely    ${subject} ${change}`,
    ...printPosition('was', position),
    message,
  ];
}

function printEndings({ recorded, replayed }: ReplayReport): string {
  const print = ({ status, output }: Ending) =>
    output === undefined ? status : `${status}, ${short(output)}`;
  return recorded.status === replayed.status
    ? `It ends as ${print(replayed)}.`
    : `Recorded: ${print(recorded)}. The code: ${print(replayed)}.`;
}
