// Made by `npm run generate`. Do not edit.
import type { components } from "./api.ts";

export type NewNamedBirdForm = components["schemas"]["NewNamedBirdForm"];

export type AlbumForm = components["schemas"]["AlbumForm"];

/** 1 to 100 characters (code points), not spaces only, none of them a control character or one that reverses the direction of text, and neither `.` nor `..`. Not unique. */
export type BirdName = components["schemas"]["BirdName"];

/** Whole years. */
export type Age = components["schemas"]["Age"];

/** Ascending, or descending with a `-`; ties by id in the same direction. Unknown ages come first. */
export type BirdSort = components["schemas"]["BirdSort"];

/** Opaque: the `nextCursor` of a page. */
export type Cursor = components["schemas"]["Cursor"];

/** Generated, from 1, never reused. */
export type BirdId = components["schemas"]["BirdId"];

export type Bird = components["schemas"]["Bird"];

export type BirdPage = components["schemas"]["BirdPage"];

/** An invalid value: where it is, and the rule it breaks. */
export type InvalidValue = components["schemas"]["InvalidValue"];

/** The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
export type InvalidRequestProblem = components["schemas"]["InvalidRequestProblem"];

/** The request has no credentials that the service accepts. */
export type UnauthorizedProblem = components["schemas"]["UnauthorizedProblem"];

/** The caller lacks a scope. Nothing was changed. */
export type ForbiddenProblem = components["schemas"]["ForbiddenProblem"];

/** The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
export type TooManyRequestsProblem = components["schemas"]["TooManyRequestsProblem"];

export type ProblemStatus = components["schemas"]["ProblemStatus"];

/** Any other error; see `status` and `title` (RFC 9110, section 15). */
export type Problem = components["schemas"]["Problem"];

/** Unique to one request, such as a UUID: 1 to 255 visible ASCII characters. */
export type IdempotencyKey = components["schemas"]["IdempotencyKey"];

export type EntityTag = components["schemas"]["EntityTag"];

/** The first request with this `Idempotency-Key` is still running: try again for its response. */
export type RequestRunningProblem = components["schemas"]["RequestRunningProblem"];

/** The `Idempotency-Key` was used for another request. Nothing was changed. */
export type KeyReusedProblem = components["schemas"]["KeyReusedProblem"];

export type NewBird = components["schemas"]["NewBird"];

/** Birds in an envelope. */
export type NamedBirds = components["schemas"]["NamedBirds"];

/** A bird in an envelope. */
export type NamedBird = components["schemas"]["NamedBird"];

export type NewNamedBird = components["schemas"]["NewNamedBird"];

/** The path leads to nothing that exists. */
export type NotFoundProblem = components["schemas"]["NotFoundProblem"];

export type MatchedTag = components["schemas"]["MatchedTag"];

/** `If-Match` names another version than the current one. Nothing was changed. */
export type PreconditionFailedProblem = components["schemas"]["PreconditionFailedProblem"];

/** The members to change (RFC 7396). */
export type BirdPatch = components["schemas"]["BirdPatch"];

export type Place = components["schemas"]["Place"];

export type NestId = components["schemas"]["NestId"];

export type Material = components["schemas"]["Material"];

export type Spot = components["schemas"]["Spot"];

export type Nest = components["schemas"]["Nest"];

export type NestList = components["schemas"]["NestList"];

/** The place is taken by other nests of the bird. */
export type OccupiedProblem = components["schemas"]["OccupiedProblem"];

export type NewNest = components["schemas"]["NewNest"];

export type NestPatch = components["schemas"]["NestPatch"];

/** Lower-case letters and hyphens. */
export type SpeciesSlug = components["schemas"]["SpeciesSlug"];

export type Species = components["schemas"]["Species"];

export type SpeciesPage = components["schemas"]["SpeciesPage"];

/** Another item has the same value, or what the request refers to does not exist or is in use. Nothing was changed. */
export type ConflictProblem = components["schemas"]["ConflictProblem"];

export type SpeciesPatch = components["schemas"]["SpeciesPatch"];

/** Ascending, or descending with a `-`; ties by id in the same direction. */
export type RingSort = components["schemas"]["RingSort"];

/** A UUID (RFC 9562) in lower case. As the key of a kept model, the service makes it, of version 7, unless it is given. */
export type Uuid = components["schemas"]["Uuid"];

/** Capital letters and digits. */
export type RingCode = components["schemas"]["RingCode"];

export type Ring = components["schemas"]["Ring"];

export type RingPage = components["schemas"]["RingPage"];

export type NewRing = components["schemas"]["NewRing"];

export type RingPatch = components["schemas"]["RingPatch"];

export type CatchNumber = components["schemas"]["CatchNumber"];

/** A ring is read once a day. */
export type Catch = components["schemas"]["Catch"];

export type CatchList = components["schemas"]["CatchList"];

export type NewCatch = components["schemas"]["NewCatch"];

export type Count = components["schemas"]["Count"];

export type Song = components["schemas"]["Song"];

export type Ticket = components["schemas"]["Ticket"];

/** In bytes. */
export type PictureSize = components["schemas"]["PictureSize"];

/** What arrived of a file. */
export type Print = components["schemas"]["Print"];

export type Album = components["schemas"]["Album"];

export type AlbumTitle = components["schemas"]["AlbumTitle"];

export type VerseCount = components["schemas"]["VerseCount"];

export type Label = components["schemas"]["Label"];

export type SpecimenOrder = components["schemas"]["SpecimenOrder"];

export type SpecimenId = components["schemas"]["SpecimenId"];

export type Egg = components["schemas"]["Egg"];

export type Feather = components["schemas"]["Feather"];

export type Find = components["schemas"]["Find"];

export type Box = components["schemas"]["Box"];

export type ParcelBox = components["schemas"]["ParcelBox"];

export type Roll = components["schemas"]["Roll"];

export type ParcelRoll = components["schemas"]["ParcelRoll"];

/** In an envelope. */
export type Parcel = components["schemas"]["Parcel"];

export type Wood = components["schemas"]["Wood"];

export type Shore = components["schemas"]["Shore"];

export type Habitat = components["schemas"]["Habitat"];

/** Nested to any depth. */
export type Branch = components["schemas"]["Branch"];

/** All of it is optional, some inherited, some named as what every object of JavaScript has. */
export type Notes = components["schemas"]["Notes"];

/** Everything that a column holds. */
export type Specimen = components["schemas"]["Specimen"];

export type SpecimenPage = components["schemas"]["SpecimenPage"];

/** The template for adding optional properties. */
export type SpecimenPatch = components["schemas"]["SpecimenPatch"];

export type Echo = components["schemas"]["Echo"];

export type ShortReceipt = components["schemas"]["ShortReceipt"];

export type LongReceipt = components["schemas"]["LongReceipt"];

/** One variant has all the members of the other. */
export type Receipt = components["schemas"]["Receipt"];

export type Rejection = components["schemas"]["Rejection"];

export type Verse = components["schemas"]["Verse"];

export type Rest = components["schemas"]["Rest"];

/** Everything that a column holds. */
export type SpecimenInput = components["schemas"]["SpecimenInput"];
