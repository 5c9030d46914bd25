import { CONSOLE_ROLES, type ConsoleRole } from '../../config/console-section.ts';

/** As people see them. */
export const ROLE_NAMES: Readonly<Record<ConsoleRole, string>> = {
  view: 'ansehen',
  operate: 'bedienen',
  approve: 'freigeben',
};

/** Whether a role includes what another one is needed for. */
export function mayDo(role: ConsoleRole, needed: ConsoleRole): boolean {
  return CONSOLE_ROLES.indexOf(role) >= CONSOLE_ROLES.indexOf(needed);
}
