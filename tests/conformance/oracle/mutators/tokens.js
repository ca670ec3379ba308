// Faults of single tokens. Many of the documents are malformed, some are invalid, and a few are valid.

import { Lexer, Source, TokenKind } from 'graphql';

// The text with its tokens changed. The text between tokens is kept.
function change(edit) {
  return ({ printed, random }) => {
    const text = printed();
    const tokens = tokensOf(text);
    const at = random.int(tokens.length - 1);
    return edit({ tokens, at, random, replace: (from, to, by) => text.slice(0, from) + by + text.slice(to) });
  };
}

function tokensOf(text) {
  const lexer = new Lexer(new Source(text));
  const tokens = [];
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    tokens.push({ start: token.start, end: token.end, text: text.slice(token.start, token.end) });
  }
  return tokens;
}

const PUNCTUATORS = ['!', '$', '&', '(', ')', '...', ':', '=', '@', '[', ']', '{', '|', '}'];

export const tokenMutators = {
  'token left out': change(({ tokens, at, replace }) => replace(tokens[at].start, tokens[at].end, ' ')),
  'punctuator left out': change(({ tokens, random, replace }) => {
    const token = random.pick(tokens.filter((it) => PUNCTUATORS.includes(it.text)));
    return replace(token.start, token.end, ' ');
  }),
  'token doubled': change(({ tokens, at, replace }) => {
    return replace(tokens[at].end, tokens[at].end, ` ${tokens[at].text}`);
  }),
  'tokens exchanged': change(({ tokens, at, replace }) => {
    const [one, other] = [tokens[at], tokens[at + 1]];
    return replace(one.start, other.end, `${other.text} ${one.text}`);
  }),
  'token of another place': change(({ tokens, at, random, replace }) => {
    return replace(tokens[at].start, tokens[at].end, ` ${random.pick(tokens).text} `);
  }),
  'punctuator added': change(({ tokens, at, random, replace }) => {
    return replace(tokens[at].end, tokens[at].end, ` ${random.pick(PUNCTUATORS)} `);
  }),
  'punctuator for another': change(({ tokens, random, replace }) => {
    const token = random.pick(tokens.filter((it) => PUNCTUATORS.includes(it.text)));
    return replace(token.start, token.end, ` ${random.pick(PUNCTUATORS)} `);
  }),
};
