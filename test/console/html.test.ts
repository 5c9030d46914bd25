import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { html } from '../../src/console/html/html.ts';

describe('html', () => {
  it('escapes what comes from elsewhere, in text and in attributes', () => {
    expect(html`<a title="${'" onclick="x'}">${'<script>alert(1)</script>'}</a>`.toString()).toBe(
      '<a title="&quot; onclick=&quot;x">&lt;script&gt;alert(1)&lt;/script&gt;</a>',
    );
  });

  it('writes what it made itself as it is, lists one after the other, nothing and false not at all', () => {
    const items = ['a', 'b'].map((each) => html`<li>${each}</li>`);
    expect(html`${items}${null}${undefined}${false}${0}`.toString()).toBe('<li>a</li><li>b</li>0');
  });

  it('shows no control characters, and none that turn the direction of what follows', () => {
    expect(html`${'a\u001b[31mb\u202egnp.exe\u0000'}`.toString()).toBe('a [31mb gnp.exe ');
  });

  it('never lets a value end its text or its attribute, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '`', '&', ';', '\0', '\u202e', '=', 'ä') }),
        (text) => {
          const written = html`${text}`.toString();
          expect(written).not.toMatch(/[<>"'`]|&(?!(?:amp|lt|gt|quot|#39|#96);)/);
        },
      ),
    );
  });
});
