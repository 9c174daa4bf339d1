import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import type { Definition } from '../../study/definition/definition.ts';

/** What of a command or module can be seen to be missing before anything runs. */
export function checkProgram({ command, module }: Definition, folder: string): readonly string[] {
  if (module !== undefined && !existsSync(resolve(folder, module)))
    return [`there is no module ${module}; its path counts from the study file`];
  if (command === undefined)
    return module === undefined ? ['there is neither a command nor a module to run'] : [];
  const [program, ...rest] = command;
  if (typeof program !== 'string' || program.includes('{')) return [];
  const missing = isExecutable(program, folder)
    ? []
    : [`there is no program ${program} that can be executed`];
  const script = rest.find(
    (part) => typeof part === 'string' && /\.(py|[mc]?[jt]s|sh|r|jl|rb|pl)$/i.test(part),
  );
  if (typeof script === 'string' && !script.includes('{') && !existsSync(resolve(folder, script)))
    missing.push(`there is no file ${script}; paths count from the study file`);
  return missing;
}

function isExecutable(program: string, folder: string): boolean {
  const places = program.includes('/')
    ? [resolve(folder, program)]
    : (process.env.PATH ?? '').split(delimiter).map((path) => resolve(path, program));
  return places.some((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
