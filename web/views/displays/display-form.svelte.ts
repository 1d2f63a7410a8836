import type { DisplayItem } from '../../../shared/contract/displays.ts';
import type { Locale } from '../../../shared/contract/session.ts';
import { contains, type ScopeId } from '../../../shared/domain/access/scope.ts';
import { readCode } from '../../../shared/domain/display/enrolment-code.ts';
import { readDisplayPage, writeDisplayPage, type DisplayTheme } from '../../../shared/domain/display/page.ts';
import { m } from '../../paraglide/messages.js';
import { places } from '../../shell/places.svelte.ts';
import { getLocale } from '../../ui/locale.svelte.ts';

export type FormField = 'code' | 'name' | 'scope';

/** What one types to enrol a display, or to change one. */
export class DisplayForm {
  code = $state('');
  name = $state('');
  scope: ScopeId | '' = $state('');
  /** The place whose board it shows. */
  board: ScopeId | '' = $state('');
  theme: DisplayTheme = $state('dark');
  locale: Locale = $state(getLocale());

  constructor(display: DisplayItem | null) {
    if (display === null) return;
    const page = readDisplayPage(display.page);
    this.name = display.name;
    this.scope = display.scope;
    this.board = page?.scope ?? display.scope;
    this.theme = page?.theme ?? 'dark';
    this.locale = display.locale;
  }

  /** A display shows no board of another place: after a move it shows that of the new one. */
  choosePlace(scope: ScopeId): void {
    if (this.board === '' || !contains(scope, this.board, places.districtOf)) this.board = scope;
  }

  /** What is missing, in the order of the fields. */
  faults(withCode: boolean): { field: FormField; text: string }[] {
    const faults: { field: FormField; text: string }[] = [];
    if (withCode && readCode(this.code) === null) {
      faults.push({ field: 'code', text: m.settings_displays_fault_code() });
    }
    if (this.name.trim() === '') faults.push({ field: 'name', text: m.settings_displays_fault_name() });
    if (this.scope === '') faults.push({ field: 'scope', text: m.settings_displays_fault_place() });
    return faults;
  }

  /** As the server takes it, once nothing is missing. */
  body(): { name: string; scope: ScopeId; page: string; locale: Locale } {
    const scope = this.scope as ScopeId;
    const page = writeDisplayPage({ scope: this.board === '' ? scope : this.board, theme: this.theme });
    return { name: this.name.trim(), scope, page, locale: this.locale };
  }
}
