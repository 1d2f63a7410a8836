import { errorText } from '../../shell/error-text.ts';
import { ACCOUNT_ERRORS } from './errors.ts';

export interface Fault {
  id?: string;
  text: string;
}

/** A form that is sent: what is wrong with it, and whether an answer is awaited. */
export class Submission {
  busy = $state(false);
  faults: readonly Fault[] = $state.raw([]);

  faultOf(id: string): string | undefined {
    return this.faults.find((fault) => fault.id === id)?.text;
  }

  /** Does `act` where there are no `faults`; true where it has succeeded. */
  async send(faults: readonly (Fault | false)[], act: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.faults = faults.filter((fault) => fault !== false);
    if (this.faults.length > 0) return false;
    this.busy = true;
    try {
      await act();
      return true;
    } catch (error) {
      this.faults = [{ text: errorText(error, ACCOUNT_ERRORS) }];
      return false;
    } finally {
      this.busy = false;
    }
  }
}
