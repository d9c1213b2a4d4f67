/** What the contract rules out for an operation, and what it only just admits. */
import fc from "fast-check";
import { isFile, type MediaType } from "../../../server/engine/contract/document.ts";
import { type FuzzedOperation, isJson } from "./contract.ts";
import { bodiesOf, type Draft, type DraftEdit, pairsOf, parametersOf, putForm, putText } from "./drafts.ts";
import { type Member, nameIn, pointerTo } from "./notation.ts";
import { badJson, badPercent, badUtf8, mediaTypes } from "./samples.ts";
import type { Values } from "./values.ts";
import { among, mapVariants, type Variant } from "./variants.ts";

/** The place that a problem must name. */
export type Place = { parameter: string } | { pointer: string };

/** Requests that try one rule of an operation. */
export interface Trial {
  rule: string;
  /** How they must be refused; accepted unless given. */
  refusal?: { status: number; place?: Place };
  drafts: fc.Arbitrary<Draft>;
}

export function trialsOf(operation: FuzzedOperation, drafts: fc.Arbitrary<Draft>, values: Values): Trial[] {
  const { parameters, requestBody, responses, "x-paging": paging } = operation;
  const content = Object.entries(requestBody?.content ?? {});
  const changed = (changes: fc.Arbitrary<DraftEdit>) =>
    fc.tuple(drafts, changes).map(([draft, change]) => change(draft));
  const trial = (part: string, { rule, breaks, values, pointer }: Variant<DraftEdit>): Trial => {
    const place = part === "parameters" ? { parameter: nameIn(pointer) } : { pointer };
    return { rule: `${part}, ${rule}`, ...(breaks && { refusal: { status: 400, place } }), drafts: changed(values) };
  };
  return [
    ...[...parameterVariants(), ...percentVariants(), ...cursorVariants()].map((each) => trial("parameters", each)),
    ...content.flatMap(([type, media]) => bodyVariants(type, media).map((each) => trial(type, each))),
    ...negotiations(),
  ];

  function parameterVariants(): Variant<DraftEdit>[] {
    return parametersOf(operation).flatMap(({ schema, notation, put }) =>
      mapVariants(values.memberVariants(schema, notation), put),
    );
  }

  function percentVariants(): Variant<DraftEdit>[] {
    const decoded = [...parameters.filter((each) => each.in !== "header"), { in: "query", name: "unknown" }];
    return decoded.flatMap(({ in: place, name }) => {
      const put = (text: string): DraftEdit =>
        place === "path"
          ? (draft) => ({ ...draft, resource: undefined, path: { ...draft.path, [name]: text } })
          : (draft) => ({ ...draft, query: [...draft.query, `${encodeURIComponent(name)}=${text}`] });
      return among(`${name}: malformed percent-encoding`, true, badPercent.map(put), pointerTo(name));
    });
  }

  /** Cursors come from responses: all others are invalid. */
  function cursorVariants(): Variant<DraftEdit>[] {
    const cursor = parameters.find(({ name }) => name === paging?.cursor);
    if (!cursor) return [];
    const { name, schema } = cursor;
    const invented = values.valid(schema, "field").map((text): Member[] => [[name, text]]);
    const all = [
      ...values.memberVariants({ type: "object", properties: { [name]: schema } }, "field"),
      { rule: `a ${name} that no answer gave`, values: invented, pointer: pointerTo(name) },
    ].map((variant) => ({ ...variant, breaks: true }));
    return mapVariants(all, (members) => (draft) => ({
      ...draft,
      query: [...draft.query, ...pairsOf(members, draft)],
    }));
  }

  function bodyVariants(type: string, media: MediaType): Variant<DraftEdit>[] {
    const { schema } = media;
    if (isFile(schema)) return []; // Any bytes will do.
    const bodies = bodiesOf(type, media, values);
    const spoilt = (rule: string, edits: ((bytes: Buffer) => Buffer)[], pointer = ""): Variant<DraftEdit> => {
      const values = fc.tuple(bodies, fc.constantFrom(...edits)).map(([put, edit]): DraftEdit => {
        return (draft) => editBody(put(draft), edit);
      });
      return { rule, breaks: true, values, pointer };
    };
    const variants = isJson(type)
      ? mapVariants(values.variants(schema, "json"), putText(type))
      : mapVariants(values.memberVariants(schema, "field"), putForm(type, media, values));
    const noText = badUtf8.map((bad) => (bytes: Buffer) => splice(bytes, bad));
    // Files need not be UTF-8, nor what follows a form with some.
    const all = values.filesIn(schema).size > 0 ? variants : [...variants, spoilt("not UTF-8", noText)];
    const badFields = badPercent.map((text) => () => Buffer.from(`unknown=${text}`));
    const respelt = badJson.map((bad) => (json: Buffer) => Buffer.from(bad.replaceAll("$", () => json.toString())));
    if (isJson(type)) return [...all, spoilt("malformed", respelt)];
    if (type === "multipart/form-data") return [...all, spoilt("incomplete", [(form) => form.subarray(0, -4)])];
    return [...all, spoilt("malformed percent-encoding", badFields, "/unknown")];
  }

  function negotiations(): Trial[] {
    const answersBody = Object.entries(responses).some(([status, { content }]) => status.startsWith("2") && content);
    const declared = content.map(([type]) => type);
    const undeclared = declared.includes("*/*") ? [] : mediaTypes.filter((type) => !declared.includes(type));
    const ofText = content.flatMap(([type, { schema }]) => (isFile(schema) ? [] : [type]));
    const wrongTypes = [...undeclared, ...ofText.map((type) => `${type}; charset=latin1`)];
    const others = "GET POST PUT PATCH DELETE TRACE PROPFIND".split(" ");
    const toMethod = (method: string): DraftEdit => {
      return (draft) => ({ ...draft, body: undefined, method });
    };
    const toHeader = (name: string, value: string): DraftEdit => {
      return (draft) => ({ ...draft, headers: { ...draft.headers, [name]: value } });
    };
    const toType = (type: string): DraftEdit => {
      return (draft) => ({ ...draft, body: { type, bytes: draft.body?.bytes ?? Buffer.of() } });
    };
    const rules: [status: number, rule: string, applies: unknown, changes: DraftEdit[]][] = [
      [405, "another method", true, others.filter((each) => !operation.methods.includes(each)).map(toMethod)],
      [406, "a media type that is not answered", answersBody, [toHeader("Accept", "application/x-none")]],
      [
        415,
        "a media type that is not declared",
        requestBody?.required && wrongTypes.length > 0,
        wrongTypes.map(toType),
      ],
      [415, "no media type", requestBody?.required, [toType("")]],
      [400, "no body", requestBody?.required, [toMethod(operation.method)]],
      [415, "a compressed body", requestBody?.required, [toHeader("Content-Encoding", "gzip")]],
    ];
    return rules
      .filter(([, , applies]) => applies)
      .map(([status, rule, , changes]) => ({
        rule,
        refusal: { status },
        drafts: changed(fc.constantFrom(...changes)),
      }));
  }
}

function editBody(draft: Draft, edit: (bytes: Buffer) => Buffer): Draft {
  return draft.body ? { ...draft, body: { ...draft.body, bytes: edit(draft.body.bytes) } } : draft;
}

/** Puts bytes at the end of a text's last JSON string, or of the text. */
function splice(bytes: Buffer, bad: Buffer): Buffer {
  const text = bytes.toString();
  const at = /"\s*[,}\]]?[^"]*$/.exec(text)?.index ?? text.length;
  return Buffer.concat([Buffer.from(text.slice(0, at)), bad, Buffer.from(text.slice(at))]);
}
