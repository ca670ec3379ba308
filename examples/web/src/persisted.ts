// Sending the identifiers of documents instead of their texts.

import type { Fetch } from './transport.js';

/** Replaces each text by its identifier in the manifest that the code generator wrote. Each operation has a name of its own. */
export function persisted(manifest: Record<string, string>, send: Fetch): Fetch {
  const name = (text: string) => /(?:query|mutation) (\w+)/.exec(text)?.[1];
  const ids = new Map(Object.entries(manifest).map(([id, text]) => [name(text), id]));
  return (url, init) => {
    const { query, operationName, variables } = JSON.parse(String(init?.body));
    const documentId = ids.get(operationName);
    const body = JSON.stringify({ ...(documentId ? { documentId } : { query }), operationName, variables });
    return send(url, { ...init, body });
  };
}
