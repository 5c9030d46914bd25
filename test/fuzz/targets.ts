import { BOUNCE_TARGET } from './bounce/target.ts';
import { CATALOGUE_TARGET } from './catalogue/target.ts';
import { CONFIG_TARGET } from './config/target.ts';
import { DNS_TARGET } from './dns/target.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { MANIFEST_TARGET } from './manifest/target.ts';
import { PDF_TARGET } from './pdf/target.ts';
import { RETURNS_TARGET } from './returns/target.ts';
import { ROWS_TARGET } from './rows/target.ts';
import { SMTP_TARGET } from './smtp/target.ts';

/** All that reads what others wrote. */
export const TARGETS: readonly FuzzTarget[] = [
  BOUNCE_TARGET,
  CATALOGUE_TARGET,
  CONFIG_TARGET,
  DNS_TARGET,
  MANIFEST_TARGET,
  PDF_TARGET,
  RETURNS_TARGET,
  ROWS_TARGET,
  SMTP_TARGET,
];
