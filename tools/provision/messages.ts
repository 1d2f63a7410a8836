import { join } from 'node:path';
import { root } from './folders.ts';

/** How the app's words in `web/messages` become the functions in `web/paraglide`. */
export const MESSAGES = {
  project: join(root, 'web', 'project.inlang'),
  outdir: join(root, 'web', 'paraglide'),
  // A module for each message would be hundreds of files.
  outputStructure: 'locale-modules',
  // The app itself says which language is current: web/ui/locale.svelte.ts.
  strategy: ['baseLocale'],
  emitTsDeclarations: true,
  emitGitIgnore: false,
  emitPrettierIgnore: false,
  emitReadme: false,
} as const;
