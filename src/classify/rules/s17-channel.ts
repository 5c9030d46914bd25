import type { Rule } from './rule.ts';
import { fires, passes } from './rule.ts';

const OPEN = passes('S17.channel-closed', 'the e-mail channel is open');
const NO_MAINTENANCE = passes('S17.maintenance-window', 'no maintenance on the business date');

/** S17: switched off by a person, in operations or in the catalogue, for as long as the switch says. */
export const channelIsOpen: Rule = (_facts, { businessDate, channelClosed }, { channelSwitches }) => {
  const closed =
    channelClosed ??
    channelSwitches.find(
      ({ from, until }) => from <= businessDate && (until === null || businessDate <= until),
    );
  return closed === undefined
    ? OPEN
    : fires('S17.channel-closed', `the e-mail channel is closed: ${closed.reason}`);
};

/** S17: maintenance that takes whole nights; a shorter one is waited for by the e-mail step until its cut-off. */
export const noMaintenance: Rule = (_facts, { businessDate }, { maintenanceWindows }) => {
  const window = maintenanceWindows.find(({ from, until }) => from <= businessDate && businessDate <= until);
  return window === undefined
    ? NO_MAINTENANCE
    : fires('S17.maintenance-window', `maintenance until ${window.until}: ${window.reason}`);
};
