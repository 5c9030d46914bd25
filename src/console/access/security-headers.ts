/** Scripts, styles and forms from here alone; nothing inline, nothing embedded, nowhere framed. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** @param overTls whether the browser came by TLS, to us or to a proxy that we believe */
export function securityHeaders(overTls: boolean): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': PAGE_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    'X-Robots-Tag': 'noindex',
    ...(overTls ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}),
  };
}
