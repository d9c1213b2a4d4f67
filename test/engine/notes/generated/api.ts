// Made by `npm run generate`. Do not edit.
export interface paths {
    "/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists one's notes, a page at a time
         * @description Lists one's notes, a page at a time.
         */
        get: operations["Notes_list"];
        put?: never;
        /**
         * Writes a note
         * @description Writes a note.
         */
        post: operations["Notes_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reads a note of one's own
         * @description Reads a note of one's own.
         */
        get: operations["Notes_read"];
        put?: never;
        post?: never;
        /**
         * Deletes a note of one's own
         * @description Deletes a note of one's own.
         */
        delete: operations["Notes_delete"];
        options?: never;
        head?: never;
        /**
         * Changes a note of one's own
         * @description Changes a note of one's own.
         */
        patch: operations["Notes_update"];
        trace?: never;
    };
    "/doors/vault": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Opens to people together with a service, or to administrators
         * @description Opens to people together with a service, or to administrators.
         */
        get: operations["Doors_vault"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/doors/garden": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Opens to anyone, and greets whom it knows
         * @description Opens to anyone, and greets whom it knows.
         */
        get: operations["Doors_garden"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/doors/hall": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Opens to the staff, guests and services
         * @description Opens to the staff, guests and services.
         */
        get: operations["Doors_hall"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/doors/window": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Opens to those who have a link
         * @description Opens to those who have a link.
         */
        get: operations["Doors_window"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/doors/street": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Opens to everyone alike
         * @description Opens to everyone alike.
         */
        get: operations["Doors_street"];
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
        /** @example Buy seeds. */
        NoteText: string;
        /** @enum {string} */
        NoteSort: "id" | "-id" | "text" | "-text";
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
        NoteId: number;
        /**
         * @description Who has written a note.
         * @example ada
         */
        Owner: string;
        /**
         * Format: int32
         * @example 2
         */
        WordCount: number;
        /**
         * @example {
         *       "id": 1,
         *       "owner": "ada",
         *       "text": "Buy seeds.",
         *       "words": 2
         *     }
         */
        Note: {
            id: components["schemas"]["NoteId"];
            owner: components["schemas"]["Owner"];
            text: components["schemas"]["NoteText"];
            /** @description Counted by the service. */
            words: components["schemas"]["WordCount"];
        };
        /**
         * @example {
         *       "items": [
         *         {
         *           "id": 1,
         *           "owner": "ada",
         *           "text": "Buy seeds.",
         *           "words": 2
         *         }
         *       ]
         *     }
         */
        NotePage: {
            items: components["schemas"]["Note"][];
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
         *       "text": "Buy seeds."
         *     }
         */
        NewNote: {
            text: components["schemas"]["NoteText"];
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
         *       "text": "Sow."
         *     }
         */
        NotePatch: {
            text?: components["schemas"]["NoteText"];
        };
        /**
         * @description The callers that an operation has found, by security scheme.
         * @example {
         *       "ids": [
         *         "ada"
         *       ]
         *     }
         */
        Visitor: {
            ids: components["schemas"]["Owner"][];
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
    Notes_list: {
        parameters: {
            query?: {
                /** @description Only notes with exactly this text. */
                text?: components["schemas"]["NoteText"];
                sort?: components["schemas"]["NoteSort"];
                /** @description Notes per page. */
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
                    "application/json": components["schemas"]["NotePage"];
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
    Notes_create: {
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
                "application/json": components["schemas"]["NewNote"];
            };
        };
        responses: {
            /** @description The request has succeeded and a new resource has been created as a result. */
            201: {
                headers: {
                    /** @description The path of the new note. */
                    Location: string;
                    /** @description The version of the body. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Note"];
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
    Notes_read: {
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
                id: components["schemas"]["NoteId"];
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
                    "application/json": components["schemas"]["Note"];
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
    Notes_delete: {
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
                id: components["schemas"]["NoteId"];
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
    Notes_update: {
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
                id: components["schemas"]["NoteId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "Sow."
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["NotePatch"];
                "application/json": components["schemas"]["NotePatch"];
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
                     *       "owner": "ada",
                     *       "text": "Sow.",
                     *       "words": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Note"];
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
    Doors_vault: {
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
                    /**
                     * @example {
                     *       "ids": [
                     *         "ada",
                     *         "billing"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Visitor"];
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
    Doors_garden: {
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
                    "application/json": components["schemas"]["Visitor"];
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
    Doors_hall: {
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
                    "application/json": components["schemas"]["Visitor"];
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
    Doors_window: {
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
                    "application/json": components["schemas"]["Visitor"];
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
    Doors_street: {
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
                    /**
                     * @example {
                     *       "ids": []
                     *     }
                     */
                    "application/json": components["schemas"]["Visitor"];
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
