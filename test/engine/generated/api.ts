// Made by `npm run generate`. Do not edit.
export interface paths {
    "/api/birds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists birds, a page at a time
         * @description Lists birds, a page at a time.
         */
        get: operations["Birds_list"];
        put?: never;
        /**
         * Creates a bird
         * @description Creates a bird.
         */
        post: operations["Birds_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/birds/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the birds with a name, by id; the list may be empty
         * @description Lists the birds with a name, by id; the list may be empty.
         */
        get: operations["Birds_listNamed"];
        put?: never;
        /**
         * Creates a bird with a name, which need not be unique
         * @description Creates a bird with a name, which need not be unique.
         */
        post: operations["Birds_createNamed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/bird/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reads a bird
         * @description Reads a bird.
         */
        get: operations["Birds_read"];
        put?: never;
        post?: never;
        /**
         * Deletes a bird
         * @description Deletes a bird.
         */
        delete: operations["Birds_delete"];
        options?: never;
        head?: never;
        /**
         * Updates a bird
         * @description Updates a bird.
         */
        patch: operations["Birds_update"];
        trace?: never;
    };
    "/api/bird/{id}/nests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the nests of a bird
         * @description Lists the nests of a bird.
         */
        get: operations["Nests_list"];
        put?: never;
        /**
         * Builds a nest
         * @description Builds a nest.
         */
        post: operations["Nests_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/nest/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reads a nest
         * @description Reads a nest.
         */
        get: operations["Nests_read"];
        put?: never;
        post?: never;
        /**
         * Removes a nest
         * @description Removes a nest.
         */
        delete: operations["Nests_delete"];
        options?: never;
        head?: never;
        /**
         * Rebuilds a nest
         * @description Rebuilds a nest.
         */
        patch: operations["Nests_update"];
        trace?: never;
    };
    "/api/species": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists species by slug, a page at a time
         * @description Lists species by slug, a page at a time.
         */
        get: operations["AllSpecies_list"];
        put?: never;
        /**
         * Adds a species
         * @description Adds a species.
         */
        post: operations["AllSpecies_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/species/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reads a species
         * @description Reads a species.
         */
        get: operations["AllSpecies_read"];
        put?: never;
        post?: never;
        /**
         * Removes a species
         * @description Removes a species.
         */
        delete: operations["AllSpecies_delete"];
        options?: never;
        head?: never;
        /**
         * Renames a species
         * @description Renames a species.
         */
        patch: operations["AllSpecies_update"];
        trace?: never;
    };
    "/api/rings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists rings, a page at a time
         * @description Lists rings, a page at a time.
         */
        get: operations["Rings_list"];
        put?: never;
        /**
         * Rings a bird
         * @description Rings a bird.
         */
        post: operations["Rings_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rings/{ringId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reads a ring
         * @description Reads a ring.
         */
        get: operations["Rings_read"];
        put?: never;
        post?: never;
        /**
         * Takes a ring off, unless it was read in a catch
         * @description Takes a ring off, unless it was read in a catch.
         */
        delete: operations["Rings_delete"];
        options?: never;
        head?: never;
        /**
         * Corrects a ring
         * @description Corrects a ring.
         */
        patch: operations["Rings_update"];
        trace?: never;
    };
    "/api/catches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists catches by number
         * @description Lists catches by number.
         */
        get: operations["Catches_list"];
        put?: never;
        /**
         * Notes a catch
         * @description Notes a catch.
         */
        post: operations["Catches_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/catches/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reads a catch
         * @description Reads a catch.
         */
        get: operations["Catches_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/songs/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Counts birds, of all or of one name
         * @description Counts birds, of all or of one name.
         */
        get: operations["Songs_count"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/songs/names": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exports the names of birds
         * @description Exports the names of birds.
         */
        get: operations["Songs_names"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/songs/rehearsals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rehearses a song, now or later
         * @description Rehearses a song, now or later.
         */
        post: operations["Songs_rehearse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/songs/whistle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Whistles
         * @deprecated
         * @description Whistles. Deprecated since 2026-10-01; goes away on 2027-04-01.
         */
        put: operations["Songs_whistle"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/picture/{size}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Draws a picture of a size
         * @description Draws a picture of a size.
         */
        get: operations["Pictures_draw"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/picture/{size}/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Draws a picture while it is sent
         * @description Draws a picture while it is sent.
         */
        get: operations["Pictures_drawLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pictures/mirrored": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mirrors a picture
         * @description Mirrors a picture.
         */
        post: operations["Pictures_mirror"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pictures/printed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Prints whatever is sent
         * @description Prints whatever is sent.
         */
        put: operations["Pictures_print"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pictures/albums": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes an album of pictures
         * @description Makes an album of pictures.
         */
        post: operations["Pictures_bind"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/concert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sings some verses, one after the other
         * @description Sings some verses, one after the other.
         */
        get: operations["Concerts_listen"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/specimens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists specimens, a page at a time
         * @description Lists specimens, a page at a time.
         */
        get: operations["Specimens_list"];
        put?: never;
        /**
         * Keeps a specimen
         * @description Keeps a specimen.
         */
        post: operations["Specimens_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/specimens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reads a specimen
         * @description Reads a specimen.
         */
        get: operations["Specimens_read"];
        /**
         * Replaces a specimen
         * @description Replaces a specimen.
         */
        put: operations["Specimens_replace"];
        post?: never;
        /**
         * Gives a specimen away
         * @description Gives a specimen away.
         */
        delete: operations["Specimens_delete"];
        options?: never;
        head?: never;
        /**
         * Changes a specimen
         * @description Changes a specimen.
         */
        patch: operations["Specimens_update"];
        trace?: never;
    };
    "/api/postings/echo/v1.0/{long-ids}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Repeats what it was sent, wherever that was
         * @description Repeats what it was sent, wherever that was.
         */
        get: operations["Postings_echo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/postings/{id}:find": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Leads to a specimen
         * @description Leads to a specimen.
         */
        get: operations["Postings_find"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/postings/{id}:cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancels a posting, unless it is too late
         * @description Cancels a posting, unless it is too late.
         */
        post: operations["Postings_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/postings/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reports, as the caller prefers
         * @description Reports, as the caller prefers.
         */
        get: operations["reportPostings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        NewNamedBirdForm: {
            age: components["schemas"]["Age"];
        };
        AlbumForm: {
            title: components["schemas"]["AlbumTitle"];
            /** Format: binary */
            cover: Blob;
            others?: Blob[];
        };
        /**
         * @description 1 to 100 characters (code points), not spaces only, none of them a control character or one that reverses the direction of text,
         *     and neither `.` nor `..`. Not unique.
         * @example robin
         */
        BirdName: string;
        /**
         * Format: int32
         * @description Whole years.
         * @example 14
         */
        Age: number;
        /**
         * @description Ascending, or descending with a `-`; ties by id in the same direction. Unknown ages come first.
         * @enum {string}
         */
        BirdSort: "id" | "-id" | "name" | "-name" | "age" | "-age";
        /**
         * @description Opaque: the `nextCursor` of a page.
         * @example WzEsMSwieCJd
         */
        Cursor: string;
        /**
         * Format: int64
         * @description Generated, from 1, never reused.
         * @example 1
         */
        BirdId: number;
        /**
         * @example {
         *       "id": 1,
         *       "name": "robin",
         *       "age": 14
         *     }
         */
        Bird: {
            id: components["schemas"]["BirdId"];
            name: components["schemas"]["BirdName"];
            /** @description Null if unknown. */
            age: components["schemas"]["Age"] | null;
        };
        /**
         * @example {
         *       "items": [
         *         {
         *           "id": 1,
         *           "name": "robin",
         *           "age": 14
         *         }
         *       ]
         *     }
         */
        BirdPage: {
            items: components["schemas"]["Bird"][];
            /** @description The `cursor` of the next page; absent on the last page. */
            nextCursor?: string;
        };
        /** @description An invalid value: where it is, and the rule it breaks. */
        InvalidValue: {
            /** @description A member of the body, as a JSON pointer (RFC 6901); empty for the whole body. */
            pointer?: string;
            /** @description A path, query or header parameter. */
            parameter?: string;
            /** @description The rule. */
            detail: string;
        };
        /**
         * @description The request breaks the contract; `errors` names every invalid value. Nothing was changed.
         * @example {
         *       "type": "/docs/problems#invalid-request",
         *       "title": "Invalid request",
         *       "status": 400,
         *       "detail": "The request breaks 1 rule of the contract.",
         *       "errors": [
         *         {
         *           "pointer": "/name",
         *           "detail": "is required"
         *         }
         *       ]
         *     }
         */
        InvalidRequestProblem: {
            /**
             * @description Identifies the problem, and links to its documentation.
             * @enum {string}
             */
            type: "/docs/problems#invalid-request";
            /**
             * @description The problem's name.
             * @enum {string}
             */
            title: "Invalid request";
            /**
             * @description The HTTP status.
             * @enum {number}
             */
            status: 400;
            /** @description What went wrong in this request. */
            detail: string;
            /** @description Every invalid value. */
            errors: components["schemas"]["InvalidValue"][];
        };
        /**
         * @description The request has no credentials that the service accepts.
         * @example {
         *       "type": "/docs/problems#unauthorized",
         *       "title": "Unauthorized",
         *       "status": 401,
         *       "detail": "The request needs Authorization: Bearer TOKEN."
         *     }
         */
        UnauthorizedProblem: {
            /**
             * @description Identifies the problem, and links to its documentation.
             * @enum {string}
             */
            type: "/docs/problems#unauthorized";
            /**
             * @description The problem's name.
             * @enum {string}
             */
            title: "Unauthorized";
            /**
             * @description The HTTP status.
             * @enum {number}
             */
            status: 401;
            /** @description What went wrong in this request. */
            detail: string;
        };
        /**
         * @description The caller lacks a scope. Nothing was changed.
         * @example {
         *       "type": "/docs/problems#forbidden",
         *       "title": "Forbidden",
         *       "status": 403,
         *       "detail": "The caller lacks the scope write."
         *     }
         */
        ForbiddenProblem: {
            /**
             * @description Identifies the problem, and links to its documentation.
             * @enum {string}
             */
            type: "/docs/problems#forbidden";
            /**
             * @description The problem's name.
             * @enum {string}
             */
            title: "Forbidden";
            /**
             * @description The HTTP status.
             * @enum {number}
             */
            status: 403;
            /** @description What went wrong in this request. */
            detail: string;
        };
        /**
         * @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed.
         * @example {
         *       "type": "/docs/problems#too-many-requests",
         *       "title": "Too many requests",
         *       "status": 429,
         *       "detail": "One caller may send 100 requests in a second."
         *     }
         */
        TooManyRequestsProblem: {
            /**
             * @description Identifies the problem, and links to its documentation.
             * @enum {string}
             */
            type: "/docs/problems#too-many-requests";
            /**
             * @description The problem's name.
             * @enum {string}
             */
            title: "Too many requests";
            /**
             * @description The HTTP status.
             * @enum {number}
             */
            status: 429;
            /** @description What went wrong in this request. */
            detail: string;
        };
        /**
         * Format: int32
         * @enum {integer}
         */
        ProblemStatus: 402 | 405 | 406 | 407 | 408 | 410 | 411 | 413 | 414 | 415 | 416 | 417 | 418 | 421 | 423 | 424 | 425 | 426 | 428 | 431 | 451 | 500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 509 | 510 | 511;
        /**
         * @description Any other error; see `status` and `title` (RFC 9110, section 15).
         * @example {
         *       "type": "about:blank",
         *       "title": "Not Acceptable",
         *       "status": 406,
         *       "detail": "This operation responds with application/json."
         *     }
         */
        Problem: {
            /** @description Identifies the problem, and links to its documentation. */
            type: string;
            /** @description The problem's name. */
            title: string;
            /** @description The HTTP status. */
            status: components["schemas"]["ProblemStatus"];
            /** @description What went wrong in this request. */
            detail: string;
        };
        /**
         * @description Unique to one request, such as a UUID: 1 to 255 visible ASCII characters.
         * @example b0ad6dcf-6ea9-4d22-8f08-1b0f4f2b7c5d
         */
        IdempotencyKey: string;
        /** @example "x" */
        EntityTag: string;
        /**
         * @description The first request with this `Idempotency-Key` is still running: try again for its response.
         * @example {
         *       "type": "/docs/problems#request-running",
         *       "title": "Request still running",
         *       "status": 409,
         *       "detail": "The first request with this Idempotency-Key is still running."
         *     }
         */
        RequestRunningProblem: {
            /**
             * @description Identifies the problem, and links to its documentation.
             * @enum {string}
             */
            type: "/docs/problems#request-running";
            /**
             * @description The problem's name.
             * @enum {string}
             */
            title: "Request still running";
            /**
             * @description The HTTP status.
             * @enum {number}
             */
            status: 409;
            /** @description What went wrong in this request. */
            detail: string;
        };
        /**
         * @description The `Idempotency-Key` was used for another request. Nothing was changed.
         * @example {
         *       "type": "/docs/problems#key-reused",
         *       "title": "Idempotency-Key reused",
         *       "status": 422,
         *       "detail": "This Idempotency-Key belongs to another request."
         *     }
         */
        KeyReusedProblem: {
            /**
             * @description Identifies the problem, and links to its documentation.
             * @enum {string}
             */
            type: "/docs/problems#key-reused";
            /**
             * @description The problem's name.
             * @enum {string}
             */
            title: "Idempotency-Key reused";
            /**
             * @description The HTTP status.
             * @enum {number}
             */
            status: 422;
            /** @description What went wrong in this request. */
            detail: string;
        };
        /**
         * @example {
         *       "name": "robin",
         *       "age": 14
         *     }
         */
        NewBird: {
            name: components["schemas"]["BirdName"];
            /**
             * @description Null or absent if unknown.
             * @default null
             */
            age?: components["schemas"]["Age"] | null;
        };
        /**
         * @description Birds in an envelope.
         * @example {
         *       "bird": [
         *         {
         *           "id": 1,
         *           "name": "robin",
         *           "age": 14
         *         }
         *       ]
         *     }
         */
        NamedBirds: {
            bird: components["schemas"]["Bird"][];
        };
        /**
         * @description A bird in an envelope.
         * @example {
         *       "bird": {
         *         "id": 1,
         *         "name": "robin",
         *         "age": 14
         *       }
         *     }
         */
        NamedBird: {
            bird: components["schemas"]["Bird"];
        };
        /**
         * @example {
         *       "age": 14
         *     }
         */
        NewNamedBird: {
            age: components["schemas"]["Age"];
        };
        /**
         * @description The path leads to nothing that exists.
         * @example {
         *       "type": "/docs/problems#not-found",
         *       "title": "Not found",
         *       "status": 404,
         *       "detail": "There is no item 7."
         *     }
         */
        NotFoundProblem: {
            /**
             * @description Identifies the problem, and links to its documentation.
             * @enum {string}
             */
            type: "/docs/problems#not-found";
            /**
             * @description The problem's name.
             * @enum {string}
             */
            title: "Not found";
            /**
             * @description The HTTP status.
             * @enum {number}
             */
            status: 404;
            /** @description What went wrong in this request. */
            detail: string;
        };
        /** @example * */
        MatchedTag: string;
        /**
         * @description `If-Match` names another version than the current one. Nothing was changed.
         * @example {
         *       "type": "/docs/problems#precondition-failed",
         *       "title": "Precondition failed",
         *       "status": 412,
         *       "detail": "The current version is not the one that If-Match names: read it again."
         *     }
         */
        PreconditionFailedProblem: {
            /**
             * @description Identifies the problem, and links to its documentation.
             * @enum {string}
             */
            type: "/docs/problems#precondition-failed";
            /**
             * @description The problem's name.
             * @enum {string}
             */
            title: "Precondition failed";
            /**
             * @description The HTTP status.
             * @enum {number}
             */
            status: 412;
            /** @description What went wrong in this request. */
            detail: string;
        };
        /**
         * @description The members to change (RFC 7396).
         * @example {
         *       "age": 15
         *     }
         */
        BirdPatch: {
            name?: components["schemas"]["BirdName"];
            /** @description Null if unknown. */
            age?: components["schemas"]["Age"] | null;
        };
        /** @enum {string} */
        Place: "tree" | "ground" | "house";
        /**
         * Format: int64
         * @example 1
         */
        NestId: number;
        /** @example moss */
        Material: string;
        /**
         * @example {
         *       "high": 3
         *     }
         */
        Spot: {
            /** Format: int32 */
            high: number;
        };
        /**
         * @example {
         *       "id": 1,
         *       "birdId": 1,
         *       "place": "tree",
         *       "occupied": false,
         *       "width": 12.5,
         *       "materials": [
         *         "moss"
         *       ],
         *       "spot": {
         *         "high": 3
         *       },
         *       "built": null
         *     }
         */
        Nest: {
            id: components["schemas"]["NestId"];
            birdId: components["schemas"]["BirdId"];
            place: components["schemas"]["Place"];
            occupied: boolean;
            /**
             * Format: double
             * @description In centimetres.
             */
            width: number;
            materials: components["schemas"]["Material"][];
            /** @description Null if unknown. */
            spot: components["schemas"]["Spot"] | null;
            /** @description Null if unknown. */
            built: string | null;
        };
        /**
         * @example [
         *       {
         *         "id": 1,
         *         "birdId": 1,
         *         "place": "tree",
         *         "occupied": false,
         *         "width": 12.5,
         *         "materials": [
         *           "moss"
         *         ],
         *         "spot": {
         *           "high": 3
         *         },
         *         "built": null
         *       }
         *     ]
         */
        NestList: components["schemas"]["Nest"][];
        /**
         * @description The place is taken by other nests of the bird.
         * @example {
         *       "type": "/docs/problems#occupied",
         *       "title": "Occupied",
         *       "status": 409,
         *       "detail": "The bird has a nest there.",
         *       "nestId": 1
         *     }
         */
        OccupiedProblem: {
            /**
             * @description Identifies the problem, and links to its documentation.
             * @enum {string}
             */
            type: "/docs/problems#occupied";
            /**
             * @description The problem's name.
             * @enum {string}
             */
            title: "Occupied";
            /**
             * @description The HTTP status.
             * @enum {number}
             */
            status: 409;
            /** @description What went wrong in this request. */
            detail: string;
            /** @description The nest that is there. */
            nestId: components["schemas"]["NestId"];
        };
        /**
         * @example {
         *       "place": "tree",
         *       "width": 12.5,
         *       "materials": [
         *         "moss"
         *       ],
         *       "spot": {
         *         "high": 3
         *       }
         *     }
         */
        NewNest: {
            place: components["schemas"]["Place"];
            /** @default false */
            occupied?: boolean;
            /** Format: double */
            width: number;
            materials: components["schemas"]["Material"][];
            /** @default null */
            spot?: components["schemas"]["Spot"] | null;
            /** @default null */
            built?: string | null;
        };
        /**
         * @example {
         *       "occupied": true
         *     }
         */
        NestPatch: {
            place?: components["schemas"]["Place"];
            occupied?: boolean;
            materials?: components["schemas"]["Material"][];
            spot?: components["schemas"]["Spot"] | null;
        };
        /**
         * @description Lower-case letters and hyphens.
         * @example erithacus-rubecula
         */
        SpeciesSlug: string;
        /**
         * @example {
         *       "slug": "erithacus-rubecula",
         *       "name": "European robin"
         *     }
         */
        Species: {
            slug: components["schemas"]["SpeciesSlug"];
            name: components["schemas"]["BirdName"];
        };
        /**
         * @example {
         *       "items": [
         *         {
         *           "slug": "erithacus-rubecula",
         *           "name": "European robin"
         *         }
         *       ]
         *     }
         */
        SpeciesPage: {
            items: components["schemas"]["Species"][];
            nextCursor?: string;
        };
        /**
         * @description Another item has the same value, or what the request refers to does not exist or is in use. Nothing was changed.
         * @example {
         *       "type": "/docs/problems#conflict",
         *       "title": "Conflict",
         *       "status": 409,
         *       "detail": "Another item has this name."
         *     }
         */
        ConflictProblem: {
            /**
             * @description Identifies the problem, and links to its documentation.
             * @enum {string}
             */
            type: "/docs/problems#conflict";
            /**
             * @description The problem's name.
             * @enum {string}
             */
            title: "Conflict";
            /**
             * @description The HTTP status.
             * @enum {number}
             */
            status: 409;
            /** @description What went wrong in this request. */
            detail: string;
        };
        /**
         * @example {
         *       "name": "Robin"
         *     }
         */
        SpeciesPatch: {
            name?: components["schemas"]["BirdName"];
        };
        /**
         * @description Ascending, or descending with a `-`; ties by id in the same direction.
         * @enum {string}
         */
        RingSort: "id" | "code" | "-code" | "species" | "-species";
        /**
         * Format: uuid
         * @description A UUID (RFC 9562) in lower case. As the key of a kept model, the service makes it, of version 7, unless it is given.
         * @example 0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47
         */
        Uuid: string;
        /**
         * @description Capital letters and digits.
         * @example BX2071
         */
        RingCode: string;
        /**
         * @example {
         *       "id": "0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47",
         *       "code": "BX2071",
         *       "birdId": 1,
         *       "species": null
         *     }
         */
        Ring: {
            id: components["schemas"]["Uuid"];
            code: components["schemas"]["RingCode"];
            birdId: components["schemas"]["BirdId"];
            /** @description Null if unknown. */
            species: components["schemas"]["SpeciesSlug"] | null;
        };
        /**
         * @example {
         *       "items": [
         *         {
         *           "id": "0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47",
         *           "code": "BX2071",
         *           "birdId": 1,
         *           "species": null
         *         }
         *       ]
         *     }
         */
        RingPage: {
            items: components["schemas"]["Ring"][];
            nextCursor?: string;
        };
        /**
         * @example {
         *       "code": "BX2071",
         *       "birdId": 1
         *     }
         */
        NewRing: {
            /** @description Made by the service if absent. */
            id?: components["schemas"]["Uuid"];
            code: components["schemas"]["RingCode"];
            birdId: components["schemas"]["BirdId"];
            /** @default null */
            species?: components["schemas"]["SpeciesSlug"] | null;
        };
        /**
         * @example {
         *       "code": "BX2072"
         *     }
         */
        RingPatch: {
            code?: components["schemas"]["RingCode"];
            birdId?: components["schemas"]["BirdId"];
            species?: components["schemas"]["SpeciesSlug"] | null;
        };
        /**
         * Format: int64
         * @example 1
         */
        CatchNumber: number;
        /**
         * @description A ring is read once a day.
         * @example {
         *       "number": 1,
         *       "ringId": "0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47",
         *       "day": "2026-05-01"
         *     }
         */
        Catch: {
            number: components["schemas"]["CatchNumber"];
            ringId: components["schemas"]["Uuid"];
            /** Format: date */
            day: string;
        };
        /**
         * @example [
         *       {
         *         "number": 1,
         *         "ringId": "0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47",
         *         "day": "2026-05-01"
         *       }
         *     ]
         */
        CatchList: components["schemas"]["Catch"][];
        /**
         * @example {
         *       "ringId": "0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47",
         *       "day": "2026-05-01"
         *     }
         */
        NewCatch: {
            ringId: components["schemas"]["Uuid"];
            /** Format: date */
            day: string;
        };
        /**
         * @example {
         *       "count": 0
         *     }
         */
        Count: {
            /** Format: int64 */
            count: number;
        };
        /**
         * @example {
         *       "words": [
         *         "tweet"
         *       ]
         *     }
         */
        Song: {
            words: components["schemas"]["Material"][];
        };
        /**
         * @example {
         *       "ticket": "t-1"
         *     }
         */
        Ticket: {
            ticket: string;
        };
        /**
         * Format: int32
         * @description In bytes.
         * @example 7
         */
        PictureSize: number;
        /**
         * @description What arrived of a file.
         * @example {
         *       "size": 7,
         *       "type": "image/png",
         *       "sha256": "50d858e0985ecc7f60418aaf0cc5ab587f42c2570a884095a9e8ccacd0f6545c"
         *     }
         */
        Print: {
            /** Format: int64 */
            size: number;
            type: string;
            /** @description Absent if none was given. */
            name?: string;
            sha256: string;
        };
        /**
         * @example {
         *       "title": "Spring",
         *       "prints": [
         *         {
         *           "size": 7,
         *           "type": "image/png",
         *           "name": "blob",
         *           "sha256": "50d858e0985ecc7f60418aaf0cc5ab587f42c2570a884095a9e8ccacd0f6545c"
         *         }
         *       ]
         *     }
         */
        Album: {
            title: string;
            prints: components["schemas"]["Print"][];
        };
        /** @example Spring */
        AlbumTitle: string;
        /**
         * Format: int32
         * @example 3
         */
        VerseCount: number;
        /** @example egg */
        Label: string;
        /** @enum {string} */
        SpecimenOrder: "id" | "-id" | "shelf-mark" | "-shelf-mark" | "exact" | "-exact" | "maybe" | "-maybe";
        /**
         * Format: int64
         * @example 1
         */
        SpecimenId: number;
        Egg: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "egg";
            /** Format: uint8 */
            clutch: number;
        };
        Feather: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "feather";
            colour: components["schemas"]["Label"];
            lengths: number[];
        };
        Find: components["schemas"]["Egg"] | components["schemas"]["Feather"];
        Box: {
            /** Format: int16 */
            height: number;
            /** Format: int16 */
            depth?: number;
        };
        ParcelBox: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "box";
            value: components["schemas"]["Box"];
        };
        Roll: {
            /** Format: uint16 */
            turns: number;
        };
        ParcelRoll: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "roll";
            value: components["schemas"]["Roll"];
        };
        /** @description In an envelope. */
        Parcel: components["schemas"]["ParcelBox"] | components["schemas"]["ParcelRoll"];
        Wood: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "wood";
            place: components["schemas"]["Label"];
            /** Format: uint32 */
            trees: number;
        };
        Shore: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "shore";
            place: components["schemas"]["Label"];
            salty: boolean;
        };
        Habitat: components["schemas"]["Wood"] | components["schemas"]["Shore"];
        /** @description Nested to any depth. */
        Branch: {
            label: components["schemas"]["Label"];
            branches: components["schemas"]["Branch"][];
            grafted?: components["schemas"]["Branch"] | null;
        };
        /**
         * @description All of it is optional, some inherited, some named as what every object of JavaScript has.
         * @example {
         *       "weight": 2.5,
         *       "remark": "egg",
         *       "box": {
         *         "height": 2
         *       },
         *       "like": {
         *         "type": "string",
         *         "format": "int64"
         *       },
         *       "when": "2020-02-29"
         *     }
         */
        Notes: {
            /** Format: double */
            weight?: number;
            remark?: components["schemas"]["Label"];
            /** @example egg */
            toString?: string;
            size?: components["schemas"]["Label"] | number | boolean;
            /**
             * @default {
             *       "height": 2
             *     }
             */
            box?: components["schemas"]["Box"] | null;
            /**
             * @default {
             *       "type": "string",
             *       "format": "int64"
             *     }
             */
            like?: unknown;
            /**
             * Format: date
             * @default 2020-02-29
             */
            when?: string;
        };
        /** @description Everything that a column holds. */
        Specimen: {
            readonly id: components["schemas"]["SpecimenId"];
            given_name: components["schemas"]["Label"];
            "shelf-mark": components["schemas"]["Label"];
            /** @example egg */
            constructor: string;
            select: boolean;
            /** Format: int8 */
            small: number;
            /** Format: int64 */
            safe: number;
            /** Format: int64 */
            large: number;
            /** Format: float */
            ratio: number;
            /** Format: double */
            exact: number;
            /** Format: int64 */
            serial: string;
            /** Format: decimal */
            price: string;
            picture: string;
            digest: string;
            /** Format: date */
            found: string;
            /** Format: time */
            tide: string;
            /** Format: date-time */
            seen: string;
            /** Format: date-time */
            local: string;
            /** Format: unixtime */
            epoch: number;
            /** Format: http-date */
            changed: string;
            /** Format: duration */
            lasts: string;
            /** Format: double */
            seconds: number;
            /** Format: uri */
            link: string;
            /** Format: uuid */
            code: string;
            labels: components["schemas"]["Label"][];
            scores: {
                [key: string]: number;
            };
            anything: unknown;
            find: components["schemas"]["Find"];
            parcel: components["schemas"]["Parcel"];
            habitat: components["schemas"]["Habitat"];
            branch: components["schemas"]["Branch"];
            notes: components["schemas"]["Notes"];
            maybe: number | null;
            /** @description Where it lies; kept by the service elsewhere. */
            readonly drawer: components["schemas"]["Label"];
        };
        SpecimenPage: {
            specimens: components["schemas"]["Specimen"][];
            next_page?: components["schemas"]["Cursor"];
        };
        /**
         * @description The template for adding optional properties.
         * @example {
         *       "small": 1
         *     }
         */
        SpecimenPatch: {
            given_name?: components["schemas"]["Label"];
            "shelf-mark"?: components["schemas"]["Label"];
            /** @example egg */
            constructor?: string;
            select?: boolean;
            /** Format: int8 */
            small?: number;
            /** Format: int64 */
            safe?: number;
            /** Format: int64 */
            large?: number;
            /** Format: float */
            ratio?: number;
            /** Format: double */
            exact?: number;
            /** Format: int64 */
            serial?: string;
            /** Format: decimal */
            price?: string;
            picture?: string;
            digest?: string;
            /** Format: date */
            found?: string;
            /** Format: time */
            tide?: string;
            /** Format: date-time */
            seen?: string;
            /** Format: date-time */
            local?: string;
            /** Format: unixtime */
            epoch?: number;
            /** Format: http-date */
            changed?: string;
            /** Format: duration */
            lasts?: string;
            /** Format: double */
            seconds?: number;
            /** Format: uri */
            link?: string;
            /** Format: uuid */
            code?: string;
            labels?: components["schemas"]["Label"][];
            scores?: {
                [key: string]: number;
            };
            anything?: unknown;
            find?: components["schemas"]["Find"];
            parcel?: components["schemas"]["Parcel"];
            habitat?: components["schemas"]["Habitat"];
            branch?: components["schemas"]["Branch"];
            notes?: components["schemas"]["Notes"];
            maybe?: number | null;
        };
        Echo: {
            ids: number[];
            marks: components["schemas"]["Label"][];
            words: components["schemas"]["Label"][];
            tags: components["schemas"]["Label"][];
            session: components["schemas"]["Label"];
            crumbs: number[];
            /** Format: int32 */
            limit: number;
            /** Format: int32 */
            limitHeader: number;
        };
        ShortReceipt: {
            /** Format: int32 */
            number: number;
        };
        LongReceipt: {
            /** Format: int32 */
            number: number;
            remark: components["schemas"]["Label"];
        };
        /** @description One variant has all the members of the other. */
        Receipt: components["schemas"]["ShortReceipt"] | components["schemas"]["LongReceipt"];
        /**
         * @example {
         *       "reasons": [
         *         "egg"
         *       ]
         *     }
         */
        Rejection: {
            reasons: components["schemas"]["Label"][];
        };
        /**
         * @example {
         *       "number": 1,
         *       "words": "tweet"
         *     }
         */
        Verse: {
            /** Format: int32 */
            number: number;
            words: string;
        };
        /**
         * @example {
         *       "seconds": 2
         *     }
         */
        Rest: {
            /** Format: int32 */
            seconds: number;
        };
        /** @description Everything that a column holds. */
        SpecimenInput: {
            given_name: components["schemas"]["Label"];
            "shelf-mark": components["schemas"]["Label"];
            /** @example egg */
            constructor: string;
            select: boolean;
            /** Format: int8 */
            small: number;
            /** Format: int64 */
            safe: number;
            /** Format: int64 */
            large: number;
            /** Format: float */
            ratio: number;
            /** Format: double */
            exact: number;
            /** Format: int64 */
            serial: string;
            /** Format: decimal */
            price: string;
            picture: string;
            digest: string;
            /** Format: date */
            found: string;
            /** Format: time */
            tide: string;
            /** Format: date-time */
            seen: string;
            /** Format: date-time */
            local: string;
            /** Format: unixtime */
            epoch: number;
            /** Format: http-date */
            changed: string;
            /** Format: duration */
            lasts: string;
            /** Format: double */
            seconds: number;
            /** Format: uri */
            link: string;
            /** Format: uuid */
            code: string;
            labels: components["schemas"]["Label"][];
            scores: {
                [key: string]: number;
            };
            anything: unknown;
            find: components["schemas"]["Find"];
            parcel: components["schemas"]["Parcel"];
            habitat: components["schemas"]["Habitat"];
            branch: components["schemas"]["Branch"];
            notes: components["schemas"]["Notes"];
            maybe: number | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    Birds_list: {
        parameters: {
            query?: {
                /** @description Only birds with exactly this name. */
                name?: components["schemas"]["BirdName"];
                /** @description Only birds whose name begins with this. */
                namePrefix?: components["schemas"]["BirdName"];
                /** @description Only birds of at least this age. */
                minAge?: components["schemas"]["Age"];
                /** @description Only birds of at most this age. */
                maxAge?: components["schemas"]["Age"];
                sort?: components["schemas"]["BirdSort"];
                /** @description Birds per page. */
                limit?: number;
                /** @description The `nextCursor` of a page with the same filters and sort. */
                cursor?: components["schemas"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    /** @description The next page, as `rel="next"` (RFC 8288). */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BirdPage"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Birds_create: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A request that is repeated under its key within 24 hours gets the response of the first, and is not carried out again.
                 * @example b0ad6dcf-6ea9-4d22-8f08-1b0f4f2b7c5d
                 */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBird"];
            };
        };
        responses: {
            /** @description The request has succeeded and a new resource has been created as a result. */
            201: {
                headers: {
                    /** @description The path of the new bird. */
                    Location: string;
                    /** @description The version of the body. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bird"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The first request with this `Idempotency-Key` is still running: try again for its response. */
            409: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RequestRunningProblem"];
                };
            };
            /** @description The `Idempotency-Key` was used for another request. Nothing was changed. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["KeyReusedProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Birds_listNamed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example robin */
                name: components["schemas"]["BirdName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamedBirds"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Birds_createNamed: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A request that is repeated under its key within 24 hours gets the response of the first, and is not carried out again.
                 * @example b0ad6dcf-6ea9-4d22-8f08-1b0f4f2b7c5d
                 */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
            };
            path: {
                /** @example robin */
                name: components["schemas"]["BirdName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["NewNamedBird"];
                "application/json": components["schemas"]["NewNamedBird"];
                "multipart/form-data": components["schemas"]["NewNamedBirdForm"];
            };
        };
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamedBird"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The first request with this `Idempotency-Key` is still running: try again for its response. */
            409: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RequestRunningProblem"];
                };
            };
            /** @description The `Idempotency-Key` was used for another request. Nothing was changed. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["KeyReusedProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Birds_read: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of a cached copy: if it is still current, the response is 304 without a body.
                 * @example "x"
                 */
                "If-None-Match"?: components["schemas"]["EntityTag"];
            };
            path: {
                /** @example 1 */
                id: components["schemas"]["BirdId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    /** @description The version of the body. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bird"];
                };
            };
            /** @description The client has made a conditional request and the resource has not been modified. */
            304: {
                headers: {
                    /** @description The version of the copy. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The path leads to nothing that exists. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Birds_delete: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that must still be current; `*` for any.
                 * @example *
                 */
                "If-Match"?: components["schemas"]["MatchedTag"];
            };
            path: {
                /** @example 1 */
                id: components["schemas"]["BirdId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is no content to send for this request, but the headers may be useful. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The path leads to nothing that exists. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `If-Match` names another version than the current one. Nothing was changed. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PreconditionFailedProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Birds_update: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that must still be current; `*` for any.
                 * @example *
                 */
                "If-Match"?: components["schemas"]["MatchedTag"];
            };
            path: {
                /** @example 1 */
                id: components["schemas"]["BirdId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "age": 15
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["BirdPatch"];
                "application/json": components["schemas"]["BirdPatch"];
            };
        };
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    /** @description The version of the body. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 1,
                     *       "name": "robin",
                     *       "age": 15
                     *     }
                     */
                    "application/json": components["schemas"]["Bird"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The path leads to nothing that exists. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `If-Match` names another version than the current one. Nothing was changed. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PreconditionFailedProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Nests_list: {
        parameters: {
            query?: {
                /** @description Only nests in one of these places. */
                places?: components["schemas"]["Place"][];
                occupied?: boolean;
            };
            header?: never;
            path: {
                /** @example 1 */
                id: components["schemas"]["BirdId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "id": 1,
                     *         "birdId": 1,
                     *         "place": "tree",
                     *         "occupied": false,
                     *         "width": 12.5,
                     *         "materials": [
                     *           "moss"
                     *         ],
                     *         "spot": {
                     *           "high": 3
                     *         },
                     *         "built": null
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["NestList"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The path leads to nothing that exists. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Nests_create: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A request that is repeated under its key within 24 hours gets the response of the first, and is not carried out again.
                 * @example b0ad6dcf-6ea9-4d22-8f08-1b0f4f2b7c5d
                 */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
            };
            path: {
                /** @example 1 */
                id: components["schemas"]["BirdId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewNest"];
            };
        };
        responses: {
            /** @description The request has succeeded and a new resource has been created as a result. */
            201: {
                headers: {
                    Location: string;
                    /** @description The version of the body. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nest"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The path leads to nothing that exists. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description The place is taken by other nests of the bird. Or: The first request with this `Idempotency-Key` is still running: try again for its response. */
            409: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["OccupiedProblem"] | components["schemas"]["RequestRunningProblem"];
                };
            };
            /** @description The `Idempotency-Key` was used for another request. Nothing was changed. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["KeyReusedProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Nests_read: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of a cached copy: if it is still current, the response is 304 without a body.
                 * @example "x"
                 */
                "If-None-Match"?: components["schemas"]["EntityTag"];
            };
            path: {
                /** @example 1 */
                id: components["schemas"]["NestId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    /** @description The version of the body. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nest"];
                };
            };
            /** @description The client has made a conditional request and the resource has not been modified. */
            304: {
                headers: {
                    /** @description The version of the copy. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The path leads to nothing that exists. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Nests_delete: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that must still be current; `*` for any.
                 * @example *
                 */
                "If-Match"?: components["schemas"]["MatchedTag"];
            };
            path: {
                /** @example 1 */
                id: components["schemas"]["NestId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is no content to send for this request, but the headers may be useful. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The path leads to nothing that exists. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `If-Match` names another version than the current one. Nothing was changed. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PreconditionFailedProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Nests_update: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that must still be current; `*` for any.
                 * @example *
                 */
                "If-Match"?: components["schemas"]["MatchedTag"];
            };
            path: {
                /** @example 1 */
                id: components["schemas"]["NestId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "occupied": true
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["NestPatch"];
                "application/json": components["schemas"]["NestPatch"];
            };
        };
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    /** @description The version of the body. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 1,
                     *       "birdId": 1,
                     *       "place": "tree",
                     *       "occupied": true,
                     *       "width": 12.5,
                     *       "materials": [
                     *         "moss"
                     *       ],
                     *       "spot": {
                     *         "high": 3
                     *       },
                     *       "built": null
                     *     }
                     */
                    "application/json": components["schemas"]["Nest"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The path leads to nothing that exists. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `If-Match` names another version than the current one. Nothing was changed. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PreconditionFailedProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AllSpecies_list: {
        parameters: {
            query?: {
                namePrefix?: components["schemas"]["BirdName"];
                limit?: number;
                cursor?: components["schemas"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpeciesPage"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AllSpecies_create: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A request that is repeated under its key within 24 hours gets the response of the first, and is not carried out again.
                 * @example b0ad6dcf-6ea9-4d22-8f08-1b0f4f2b7c5d
                 */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Species"];
            };
        };
        responses: {
            /** @description The request has succeeded and a new resource has been created as a result. */
            201: {
                headers: {
                    Location: string;
                    /** @description The version of the body. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Species"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Another item has the same value, or what the request refers to does not exist or is in use. Nothing was changed. Or: The first request with this `Idempotency-Key` is still running: try again for its response. */
            409: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ConflictProblem"] | components["schemas"]["RequestRunningProblem"];
                };
            };
            /** @description The `Idempotency-Key` was used for another request. Nothing was changed. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["KeyReusedProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AllSpecies_read: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of a cached copy: if it is still current, the response is 304 without a body.
                 * @example "x"
                 */
                "If-None-Match"?: components["schemas"]["EntityTag"];
            };
            path: {
                /** @example erithacus-rubecula */
                slug: components["schemas"]["SpeciesSlug"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    /** @description The version of the body. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Species"];
                };
            };
            /** @description The client has made a conditional request and the resource has not been modified. */
            304: {
                headers: {
                    /** @description The version of the copy. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The path leads to nothing that exists. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AllSpecies_delete: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that must still be current; `*` for any.
                 * @example *
                 */
                "If-Match"?: components["schemas"]["MatchedTag"];
            };
            path: {
                /** @example erithacus-rubecula */
                slug: components["schemas"]["SpeciesSlug"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is no content to send for this request, but the headers may be useful. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The path leads to nothing that exists. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `If-Match` names another version than the current one. Nothing was changed. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PreconditionFailedProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AllSpecies_update: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that must still be current; `*` for any.
                 * @example *
                 */
                "If-Match"?: components["schemas"]["MatchedTag"];
            };
            path: {
                /** @example erithacus-rubecula */
                slug: components["schemas"]["SpeciesSlug"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Robin"
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["SpeciesPatch"];
                "application/json": components["schemas"]["SpeciesPatch"];
            };
        };
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    /** @description The version of the body. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "slug": "erithacus-rubecula",
                     *       "name": "Robin"
                     *     }
                     */
                    "application/json": components["schemas"]["Species"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The path leads to nothing that exists. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description Another item has the same value, or what the request refers to does not exist or is in use. Nothing was changed. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ConflictProblem"];
                };
            };
            /** @description `If-Match` names another version than the current one. Nothing was changed. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PreconditionFailedProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Rings_list: {
        parameters: {
            query?: {
                birdId?: components["schemas"]["BirdId"];
                sort?: components["schemas"]["RingSort"];
                limit?: number;
                cursor?: components["schemas"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RingPage"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Rings_create: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A request that is repeated under its key within 24 hours gets the response of the first, and is not carried out again.
                 * @example b0ad6dcf-6ea9-4d22-8f08-1b0f4f2b7c5d
                 */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRing"];
            };
        };
        responses: {
            /** @description The request has succeeded and a new resource has been created as a result. */
            201: {
                headers: {
                    Location: string;
                    /** @description The version of the body. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ring"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Another item has the same value, or what the request refers to does not exist or is in use. Nothing was changed. Or: The first request with this `Idempotency-Key` is still running: try again for its response. */
            409: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ConflictProblem"] | components["schemas"]["RequestRunningProblem"];
                };
            };
            /** @description The `Idempotency-Key` was used for another request. Nothing was changed. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["KeyReusedProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Rings_read: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of a cached copy: if it is still current, the response is 304 without a body.
                 * @example "x"
                 */
                "If-None-Match"?: components["schemas"]["EntityTag"];
            };
            path: {
                /** @example 0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47 */
                ringId: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    /** @description The version of the body. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ring"];
                };
            };
            /** @description The client has made a conditional request and the resource has not been modified. */
            304: {
                headers: {
                    /** @description The version of the copy. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The path leads to nothing that exists. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Rings_delete: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that must still be current; `*` for any.
                 * @example *
                 */
                "If-Match"?: components["schemas"]["MatchedTag"];
            };
            path: {
                /** @example 0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47 */
                ringId: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is no content to send for this request, but the headers may be useful. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The path leads to nothing that exists. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description Another item has the same value, or what the request refers to does not exist or is in use. Nothing was changed. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ConflictProblem"];
                };
            };
            /** @description `If-Match` names another version than the current one. Nothing was changed. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PreconditionFailedProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Rings_update: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that must still be current; `*` for any.
                 * @example *
                 */
                "If-Match"?: components["schemas"]["MatchedTag"];
            };
            path: {
                /** @example 0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47 */
                ringId: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "BX2072"
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["RingPatch"];
                "application/json": components["schemas"]["RingPatch"];
            };
        };
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    /** @description The version of the body. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47",
                     *       "code": "BX2072",
                     *       "birdId": 1,
                     *       "species": null
                     *     }
                     */
                    "application/json": components["schemas"]["Ring"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The path leads to nothing that exists. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description Another item has the same value, or what the request refers to does not exist or is in use. Nothing was changed. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ConflictProblem"];
                };
            };
            /** @description `If-Match` names another version than the current one. Nothing was changed. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PreconditionFailedProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Catches_list: {
        parameters: {
            query?: {
                ringId?: components["schemas"]["Uuid"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatchList"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Catches_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCatch"];
            };
        };
        responses: {
            /** @description The request has succeeded and a new resource has been created as a result. */
            201: {
                headers: {
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Catch"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Another item has the same value, or what the request refers to does not exist or is in use. Nothing was changed. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ConflictProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Catches_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                number: components["schemas"]["CatchNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Catch"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The path leads to nothing that exists. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Songs_count: {
        parameters: {
            query?: {
                name?: components["schemas"]["BirdName"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    /** @description The most that were ever counted. */
                    "X-Most": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Count"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Songs_names: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example name */
                    "text/csv": string;
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Songs_rehearse: {
        parameters: {
            query?: never;
            header?: {
                /** @example 14 */
                "X-Loudness"?: components["schemas"]["Age"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Song"];
            };
        };
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Song"];
                };
            };
            /** @description The request has been accepted for processing, but processing has not yet completed. */
            202: {
                headers: {
                    "X-Position": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Songs_whistle: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is no content to send for this request, but the headers may be useful. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Pictures_draw: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of a cached copy: if it is still current, the response is 304 without a body.
                 * @example "x"
                 */
                "If-None-Match"?: components["schemas"]["EntityTag"];
            };
            path: {
                /** @example 7 */
                size: components["schemas"]["PictureSize"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    /** @description The version of the body. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    "image/png": Blob;
                };
            };
            /** @description The client has made a conditional request and the resource has not been modified. */
            304: {
                headers: {
                    /** @description The version of the copy. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Pictures_drawLive: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 7 */
                size: components["schemas"]["PictureSize"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": Blob;
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Pictures_mirror: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 2000000000 bytes. */
        requestBody: {
            content: {
                "image/png": Blob;
                "image/jpeg": Blob;
            };
        };
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": Blob;
                    "image/jpeg": Blob;
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Pictures_print: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 2000000000 bytes. */
        requestBody: {
            content: {
                "*/*": Blob;
            };
        };
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Print"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Pictures_bind: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 2000000 bytes. */
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["AlbumForm"];
            };
        };
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Album"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Concerts_listen: {
        parameters: {
            query: {
                /** @example 3 */
                verses: components["schemas"]["VerseCount"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events: `verse` with Verse, `rest` with Rest. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Specimens_list: {
        parameters: {
            query?: {
                given_name?: components["schemas"]["Label"];
                given_name_prefix?: components["schemas"]["Label"];
                selected?: boolean;
                "small[lt]"?: number;
                "small[gt]"?: number;
                large?: number[];
                "exact[lte]"?: number;
                "exact[gte]"?: number;
                serial?: string;
                foundBy?: string;
                "shelf-marks"?: components["schemas"]["Label"][];
                order?: components["schemas"]["SpecimenOrder"];
                "page[size]"?: number;
                "page[after]"?: components["schemas"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpecimenPage"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Specimens_create: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A request that is repeated under its key within 24 hours gets the response of the first, and is not carried out again.
                 * @example b0ad6dcf-6ea9-4d22-8f08-1b0f4f2b7c5d
                 */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SpecimenInput"];
            };
        };
        responses: {
            /** @description The request has succeeded and a new resource has been created as a result. */
            201: {
                headers: {
                    Location: string;
                    /** @description The version of the body. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Specimen"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The first request with this `Idempotency-Key` is still running: try again for its response. */
            409: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RequestRunningProblem"];
                };
            };
            /** @description The `Idempotency-Key` was used for another request. Nothing was changed. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["KeyReusedProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Specimens_read: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of a cached copy: if it is still current, the response is 304 without a body.
                 * @example "x"
                 */
                "If-None-Match"?: components["schemas"]["EntityTag"];
            };
            path: {
                /** @example 1 */
                id: components["schemas"]["SpecimenId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    /** @description The version of the body. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Specimen"];
                };
            };
            /** @description The client has made a conditional request and the resource has not been modified. */
            304: {
                headers: {
                    /** @description The version of the copy. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The path leads to nothing that exists. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Specimens_replace: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that must still be current; `*` for any.
                 * @example *
                 */
                "If-Match"?: components["schemas"]["MatchedTag"];
            };
            path: {
                /** @example 1 */
                id: components["schemas"]["SpecimenId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SpecimenInput"];
            };
        };
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    /** @description The version of the body. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Specimen"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The path leads to nothing that exists. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `If-Match` names another version than the current one. Nothing was changed. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PreconditionFailedProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Specimens_delete: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that must still be current; `*` for any.
                 * @example *
                 */
                "If-Match"?: components["schemas"]["MatchedTag"];
            };
            path: {
                /** @example 1 */
                id: components["schemas"]["SpecimenId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is no content to send for this request, but the headers may be useful. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The path leads to nothing that exists. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `If-Match` names another version than the current one. Nothing was changed. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PreconditionFailedProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Specimens_update: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag that must still be current; `*` for any.
                 * @example *
                 */
                "If-Match"?: components["schemas"]["MatchedTag"];
            };
            path: {
                /** @example 1 */
                id: components["schemas"]["SpecimenId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["SpecimenPatch"];
            };
        };
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    /** @description The version of the body. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Specimen"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The path leads to nothing that exists. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description `If-Match` names another version than the current one. Nothing was changed. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PreconditionFailedProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Postings_echo: {
        parameters: {
            query: {
                /**
                 * @example [
                 *       "egg"
                 *     ]
                 */
                marks: components["schemas"]["Label"][];
                /**
                 * @example [
                 *       "egg"
                 *     ]
                 */
                words: components["schemas"]["Label"][];
                limit: number;
                timeout?: components["schemas"]["IdempotencyKey"];
            };
            header: {
                /**
                 * @example [
                 *       "egg"
                 *     ]
                 */
                "X-Tags": components["schemas"]["Label"][];
                Limit: number;
            };
            path: {
                "long-ids": number[];
            };
            cookie: {
                /** @example egg */
                session: components["schemas"]["Label"];
                "crumb-ids": number[];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    "X-Tags"?: components["schemas"]["Label"][];
                    "X-Timeout"?: components["schemas"]["IdempotencyKey"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Echo"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Postings_find: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                id: components["schemas"]["SpecimenId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Redirection */
            302: {
                headers: {
                    Location: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The server cannot find the requested resource. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Postings_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                id: components["schemas"]["SpecimenId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Client error */
            422: {
                headers: {
                    "X-Why"?: components["schemas"]["Label"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rejection"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reportPostings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rejection"];
                    "text/csv": components["schemas"]["Label"];
                };
            };
            /** @description The request breaks the contract; `errors` names every invalid value. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The request has no credentials that the service accepts. */
            401: {
                headers: {
                    /** @description How to authenticate (RFC 9110, section 11.6.1). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller lacks a scope. Nothing was changed. */
            403: {
                headers: {
                    /** @description The missing scopes (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The caller exceeds its rate limit: wait for `Retry-After`. Nothing was changed. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description Any other error; see `status` and `title`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
