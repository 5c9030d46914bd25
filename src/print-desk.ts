import { importAcks, type AckImport } from './operations/acks.ts';
import {
  cancelPrintFile,
  holdPrintFile,
  type CalledBackPrintFile,
  type PrintFileOrder,
} from './operations/call-back-print-file.ts';
import { orderReprint, type OrderedReprint, type ReprintWish } from './operations/order-reprint.ts';
import {
  releasePrintFile,
  type PrintFileRelease,
  type ReleasedPrintFile,
} from './operations/release-print-file.ts';
import { ordersOf, type App } from './open-app.ts';

/** Lets a print file on hold go and hands it over. @throws see `releasePrintFile` */
export function release(app: App, order: PrintFileRelease): Promise<ReleasedPrintFile> {
  return releasePrintFile(ordersOf(app), app.printTools(app.today()), order);
}

/** Keeps a finished print file back. @throws see `holdPrintFile` */
export function hold(app: App, order: PrintFileOrder): Promise<void> {
  return holdPrintFile(ordersOf(app), order);
}

/** Calls a print file back that nobody outside has seen. @throws see `cancelPrintFile` */
export function cancelPrint(app: App, order: PrintFileOrder): Promise<CalledBackPrintFile> {
  return cancelPrintFile(ordersOf(app), app.printTools(app.today()), order);
}

/** Has mailpieces printed again that the shop spoiled, lost or never had. @throws see `orderReprint` */
export function reprint(app: App, wish: ReprintWish, signal: AbortSignal): Promise<OrderedReprint> {
  const context = { ...ordersOf(app), source: app.source, signal };
  return orderReprint(context, app.printTools(app.today()), wish);
}

/** Reads what the shop sent: the named files, or those in its folder. @throws see `importAcks` */
export function acks(app: App, files: readonly string[]): Promise<AckImport> {
  return importAcks(ordersOf(app), app.config.print.profile.inbox, files);
}
