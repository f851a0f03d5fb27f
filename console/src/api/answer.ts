import type { components } from "./schema";

/** What the API's OpenAPI document has a name for. */
export type Schemas = components["schemas"];

/** A schema as the server sends it: what may be null is always there, though the document says that it may be left out. */
export type Answer<Name extends keyof Schemas> = Written<Schemas[Name]>;

type Written<T> = T extends readonly (infer Item)[]
  ? Written<Item>[]
  : T extends object
    ? Flat<
        { [Name in keyof T as null extends T[Name] ? Name : never]-?: Written<Exclude<T[Name], undefined>> } & {
          [Name in keyof T as null extends T[Name] ? never : Name]: Written<T[Name]>;
        }
      >
    : T;

type Flat<T> = { [Name in keyof T]: T[Name] };

/** A shape with some fields said more exactly. It can have no field that the shape does not have. */
export type Refined<T, Fields extends { [Name in keyof Fields]: Name extends keyof T ? unknown : never }> = Omit<T, keyof Fields> &
  Fields;
