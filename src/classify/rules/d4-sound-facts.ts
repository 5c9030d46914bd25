import type { Rule } from './rule.ts';
import { fires, isBlank, passes, shown } from './rule.ts';

const SOUND = passes('D4.defects', 'every column could be read');
const CONTRACT = passes('D5.contract-missing', 'a contract is named');
const SHOWN_COLUMNS = 5;

/** D4: with one column unreadable nobody knows what else the row got wrong. */
export const columnsAreReadable: Rule = ({ defects }) => {
  if (defects.length === 0) return SOUND;
  const columns = defects.slice(0, SHOWN_COLUMNS).map(({ column }) => shown(column));
  const more = defects.length > SHOWN_COLUMNS ? ` and ${defects.length - SHOWN_COLUMNS} more` : '';
  return fires('D4.defects', `not readable as their type: ${columns.join(', ')}${more}`);
};

/** D5: consent, overrides and the check of the right attachment hang on the contract. */
export const contractIsNamed: Rule = ({ contractId }) =>
  isBlank(contractId) ? fires('D5.contract-missing', 'no contract is named') : CONTRACT;
