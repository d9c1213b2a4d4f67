// Made from spec/ by `npm run generate`. Do not edit.
export interface paths {
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists users, a page at a time
         * @description Lists users, a page at a time.
         */
        get: operations["Users_list"];
        put?: never;
        /**
         * Creates a user
         * @description Creates a user.
         */
        post: operations["Users_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the users of a name, by id; none is no error
         * @description Lists the users of a name, by id; none is no error.
         */
        get: operations["Users_listNamed"];
        put?: never;
        /**
         * Creates a user under a name that others may have too
         * @description Creates a user under a name that others may have too.
         */
        post: operations["Users_createNamed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reads a user
         * @description Reads a user.
         */
        get: operations["Users_read"];
        put?: never;
        post?: never;
        /**
         * Deletes a user, for ever
         * @description Deletes a user, for ever.
         */
        delete: operations["Users_delete"];
        options?: never;
        head?: never;
        /**
         * Changes some of a user's members
         * @description Changes some of a user's members.
         */
        patch: operations["Users_update"];
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        NewNamedUserForm: {
            age: components["schemas"]["Age"];
        };
        /**
         * @description 1 to 100 characters (code points), none of them a control character, and neither `.` nor `..`. Not unique.
         * @example john
         */
        UserName: string;
        /**
         * Format: int32
         * @description Whole years.
         * @example 14
         */
        Age: number;
        /**
         * @description Ascending, or descending behind a `-`; equal ones by id in the same direction. Unknown ages come first.
         * @enum {string}
         */
        UserSort: "id" | "-id" | "name" | "-name" | "age" | "-age";
        /**
         * Format: int64
         * @description Given by the service, counted from 1, never used again.
         * @example 1
         */
        UserId: number;
        /**
         * @example {
         *       "id": 1,
         *       "name": "john",
         *       "age": 14
         *     }
         */
        User: {
            id: components["schemas"]["UserId"];
            name: components["schemas"]["UserName"];
            /** @description Null where it is not known. */
            age: components["schemas"]["Age"] | null;
        };
        /**
         * @example {
         *       "items": [
         *         {
         *           "id": 1,
         *           "name": "john",
         *           "age": 14
         *         }
         *       ]
         *     }
         */
        UserPage: {
            items: components["schemas"]["User"][];
            /** @description Leads to the next page, as `cursor`; absent on the last page. */
            nextCursor?: string;
        };
        /** @description One value that breaks a rule: where it stands, and which rule. */
        InvalidValue: {
            /** @description A member of the body, as a JSON pointer (RFC 6901); empty for the whole body. */
            pointer?: string;
            /** @description A path, query or header parameter. */
            parameter?: string;
            /** @description The rule. */
            detail: string;
        };
        /**
         * @description The request breaks a rule of the contract; `errors` names every value that does. Nothing was changed.
         * @example {
         *       "type": "/docs/problems#invalid-request",
         *       "title": "Invalid request",
         *       "status": 400,
         *       "detail": "The request breaks 1 rule of the contract.",
         *       "errors": [
         *         {
         *           "pointer": "/age",
         *           "detail": "must be at most 150"
         *         }
         *       ]
         *     }
         */
        InvalidRequestProblem: {
            /**
             * @description Says which problem it is, and leads to its explanation in the docs.
             * @enum {string}
             */
            type: "/docs/problems#invalid-request";
            /**
             * @description The problem's name.
             * @enum {string}
             */
            title: "Invalid request";
            /**
             * @description The answer's status.
             * @enum {number}
             */
            status: 400;
            /** @description What went wrong this time. */
            detail: string;
            /** @description Every value that breaks a rule. */
            errors: components["schemas"]["InvalidValue"][];
        };
        /**
         * @description The service was given tokens, and the request has none of them.
         * @example {
         *       "type": "/docs/problems#unauthorized",
         *       "title": "Unauthorized",
         *       "status": 401,
         *       "detail": "The service does not know this token."
         *     }
         */
        UnauthorizedProblem: {
            /**
             * @description Says which problem it is, and leads to its explanation in the docs.
             * @enum {string}
             */
            type: "/docs/problems#unauthorized";
            /**
             * @description The problem's name.
             * @enum {string}
             */
            title: "Unauthorized";
            /**
             * @description The answer's status.
             * @enum {number}
             */
            status: 401;
            /** @description What went wrong this time. */
            detail: string;
        };
        /**
         * @description The caller has sent more than its share: wait for as long as `Retry-After` says. Nothing was changed.
         * @example {
         *       "type": "/docs/problems#too-many-requests",
         *       "title": "Too many requests",
         *       "status": 429,
         *       "detail": "One caller may send 100 requests in a second."
         *     }
         */
        TooManyRequestsProblem: {
            /**
             * @description Says which problem it is, and leads to its explanation in the docs.
             * @enum {string}
             */
            type: "/docs/problems#too-many-requests";
            /**
             * @description The problem's name.
             * @enum {string}
             */
            title: "Too many requests";
            /**
             * @description The answer's status.
             * @enum {number}
             */
            status: 429;
            /** @description What went wrong this time. */
            detail: string;
        };
        /** Format: int32 */
        ProblemStatus: number;
        /**
         * @description Anything else that may go wrong; `status` and `title` say what (RFC 9110, section 15).
         * @example {
         *       "type": "about:blank",
         *       "title": "Not Acceptable",
         *       "status": 406,
         *       "detail": "This operation answers application/json."
         *     }
         */
        Problem: {
            /** @description Says which problem it is, and leads to its explanation in the docs. */
            type: string;
            /** @description The problem's name. */
            title: string;
            /** @description The answer's status. */
            status: components["schemas"]["ProblemStatus"];
            /** @description What went wrong this time. */
            detail: string;
        };
        /** @description Any text that no other request has, such as a UUID. */
        IdempotencyKey: string;
        EntityTag: string;
        /**
         * @description The token may not do this. Nothing was changed.
         * @example {
         *       "type": "/docs/problems#forbidden",
         *       "title": "Forbidden",
         *       "status": 403,
         *       "detail": "This token may only read."
         *     }
         */
        ForbiddenProblem: {
            /**
             * @description Says which problem it is, and leads to its explanation in the docs.
             * @enum {string}
             */
            type: "/docs/problems#forbidden";
            /**
             * @description The problem's name.
             * @enum {string}
             */
            title: "Forbidden";
            /**
             * @description The answer's status.
             * @enum {number}
             */
            status: 403;
            /** @description What went wrong this time. */
            detail: string;
        };
        /**
         * @description The first request with this `Idempotency-Key` is still running: try again, and its answer will come.
         * @example {
         *       "type": "/docs/problems#request-running",
         *       "title": "Request still running",
         *       "status": 409,
         *       "detail": "The first request with this Idempotency-Key is still running."
         *     }
         */
        RequestRunningProblem: {
            /**
             * @description Says which problem it is, and leads to its explanation in the docs.
             * @enum {string}
             */
            type: "/docs/problems#request-running";
            /**
             * @description The problem's name.
             * @enum {string}
             */
            title: "Request still running";
            /**
             * @description The answer's status.
             * @enum {number}
             */
            status: 409;
            /** @description What went wrong this time. */
            detail: string;
        };
        /**
         * @description The `Idempotency-Key` belongs to another request. Nothing was changed by this one.
         * @example {
         *       "type": "/docs/problems#key-reused",
         *       "title": "Idempotency-Key reused",
         *       "status": 422,
         *       "detail": "This Idempotency-Key belongs to another request."
         *     }
         */
        KeyReusedProblem: {
            /**
             * @description Says which problem it is, and leads to its explanation in the docs.
             * @enum {string}
             */
            type: "/docs/problems#key-reused";
            /**
             * @description The problem's name.
             * @enum {string}
             */
            title: "Idempotency-Key reused";
            /**
             * @description The answer's status.
             * @enum {number}
             */
            status: 422;
            /** @description What went wrong this time. */
            detail: string;
        };
        /**
         * @example {
         *       "name": "john",
         *       "age": 14
         *     }
         */
        NewUser: {
            name: components["schemas"]["UserName"];
            /**
             * @description Absent means not known.
             * @default null
             */
            age?: components["schemas"]["Age"] | null;
        };
        /**
         * @description Users in the tutorial's envelope.
         * @example {
         *       "user": [
         *         {
         *           "id": 1,
         *           "name": "john",
         *           "age": 14
         *         }
         *       ]
         *     }
         */
        NamedUsers: {
            user: components["schemas"]["User"][];
        };
        /**
         * @description A user in the tutorial's envelope.
         * @example {
         *       "user": {
         *         "id": 1,
         *         "name": "john",
         *         "age": 14
         *       }
         *     }
         */
        NamedUser: {
            user: components["schemas"]["User"];
        };
        /**
         * @example {
         *       "age": 14
         *     }
         */
        NewNamedUser: {
            age: components["schemas"]["Age"];
        };
        /**
         * @description What the path names does not exist, or does not exist any more.
         * @example {
         *       "type": "/docs/problems#not-found",
         *       "title": "Not found",
         *       "status": 404,
         *       "detail": "There is no user 7."
         *     }
         */
        NotFoundProblem: {
            /**
             * @description Says which problem it is, and leads to its explanation in the docs.
             * @enum {string}
             */
            type: "/docs/problems#not-found";
            /**
             * @description The problem's name.
             * @enum {string}
             */
            title: "Not found";
            /**
             * @description The answer's status.
             * @enum {number}
             */
            status: 404;
            /** @description What went wrong this time. */
            detail: string;
        };
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
             * @description Says which problem it is, and leads to its explanation in the docs.
             * @enum {string}
             */
            type: "/docs/problems#precondition-failed";
            /**
             * @description The problem's name.
             * @enum {string}
             */
            title: "Precondition failed";
            /**
             * @description The answer's status.
             * @enum {number}
             */
            status: 412;
            /** @description What went wrong this time. */
            detail: string;
        };
        /**
         * @description The members to change; the others stay as they are (RFC 7396).
         * @example {
         *       "age": 15
         *     }
         */
        UserPatch: {
            name?: components["schemas"]["UserName"];
            /** @description Null makes it unknown. */
            age?: components["schemas"]["Age"] | null;
        };
        /** @description A token that may read and change. Needed where the service was given tokens. */
        WriteToken: {
            /**
             * @description Http authentication
             * @enum {string}
             */
            type: "http";
            /**
             * @description bearer auth scheme
             * @enum {string}
             */
            scheme: "Bearer";
        };
        /** @description A token that may read. Needed where the service was given tokens. */
        ReadToken: {
            /**
             * @description Http authentication
             * @enum {string}
             */
            type: "http";
            /**
             * @description bearer auth scheme
             * @enum {string}
             */
            scheme: "Bearer";
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
    Users_list: {
        parameters: {
            query?: {
                /** @description Only users with exactly this name. */
                name?: components["schemas"]["UserName"];
                /** @description Only users whose name begins so. */
                namePrefix?: components["schemas"]["UserName"];
                /** @description Only users of this age and above. */
                minAge?: components["schemas"]["Age"];
                /** @description Only users of this age and below. */
                maxAge?: components["schemas"]["Age"];
                sort?: components["schemas"]["UserSort"];
                /** @description How many users a page holds at most. */
                limit?: number;
                /** @description A page's `nextCursor`, with the same filters and sort. */
                cursor?: string;
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
                    "application/json": components["schemas"]["UserPage"];
                };
            };
            /** @description The request breaks a rule of the contract; `errors` names every value that does. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The service was given tokens, and the request has none of them. */
            401: {
                headers: {
                    /** @description How to show a token (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller has sent more than its share: wait for as long as `Retry-After` says. Nothing was changed. */
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
            /** @description Anything else that may go wrong; `status` and `title` say what. */
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
    Users_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again under its key, a request is not carried out again: for 24 hours it is answered as the first time. */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            /** @description The request has succeeded and a new resource has been created as a result. */
            201: {
                headers: {
                    /** @description Where the new user is read. */
                    Location: string;
                    /** @description The version of what is answered. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description The request breaks a rule of the contract; `errors` names every value that does. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The service was given tokens, and the request has none of them. */
            401: {
                headers: {
                    /** @description How to show a token (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The token may not do this. Nothing was changed. */
            403: {
                headers: {
                    /** @description What the token lacks (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The first request with this `Idempotency-Key` is still running: try again, and its answer will come. */
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
            /** @description The `Idempotency-Key` belongs to another request. Nothing was changed by this one. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["KeyReusedProblem"];
                };
            };
            /** @description The caller has sent more than its share: wait for as long as `Retry-After` says. Nothing was changed. */
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
            /** @description Anything else that may go wrong; `status` and `title` say what. */
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
    Users_listNamed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example john */
                name: components["schemas"]["UserName"];
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
                    "application/json": components["schemas"]["NamedUsers"];
                };
            };
            /** @description The request breaks a rule of the contract; `errors` names every value that does. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The service was given tokens, and the request has none of them. */
            401: {
                headers: {
                    /** @description How to show a token (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The caller has sent more than its share: wait for as long as `Retry-After` says. Nothing was changed. */
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
            /** @description Anything else that may go wrong; `status` and `title` say what. */
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
    Users_createNamed: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again under its key, a request is not carried out again: for 24 hours it is answered as the first time. */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
            };
            path: {
                /** @example john */
                name: components["schemas"]["UserName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["NewNamedUser"];
                "application/json": components["schemas"]["NewNamedUser"];
                "multipart/form-data": components["schemas"]["NewNamedUserForm"];
            };
        };
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamedUser"];
                };
            };
            /** @description The request breaks a rule of the contract; `errors` names every value that does. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The service was given tokens, and the request has none of them. */
            401: {
                headers: {
                    /** @description How to show a token (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The token may not do this. Nothing was changed. */
            403: {
                headers: {
                    /** @description What the token lacks (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The first request with this `Idempotency-Key` is still running: try again, and its answer will come. */
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
            /** @description The `Idempotency-Key` belongs to another request. Nothing was changed by this one. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["KeyReusedProblem"];
                };
            };
            /** @description The caller has sent more than its share: wait for as long as `Retry-After` says. Nothing was changed. */
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
            /** @description Anything else that may go wrong; `status` and `title` say what. */
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
    Users_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the copy at hand: if it is still current, the answer is 304 without a body. */
                "If-None-Match"?: components["schemas"]["EntityTag"];
            };
            path: {
                /** @example 1 */
                id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    /** @description The version of what is answered. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
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
            /** @description The request breaks a rule of the contract; `errors` names every value that does. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The service was given tokens, and the request has none of them. */
            401: {
                headers: {
                    /** @description How to show a token (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description What the path names does not exist, or does not exist any more. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotFoundProblem"];
                };
            };
            /** @description The caller has sent more than its share: wait for as long as `Retry-After` says. Nothing was changed. */
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
            /** @description Anything else that may go wrong; `status` and `title` say what. */
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
    Users_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description Only if this is still the current ETag; `*` for any. */
                "If-Match"?: components["schemas"]["EntityTag"];
            };
            path: {
                /** @example 1 */
                id: components["schemas"]["UserId"];
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
            /** @description The request breaks a rule of the contract; `errors` names every value that does. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The service was given tokens, and the request has none of them. */
            401: {
                headers: {
                    /** @description How to show a token (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The token may not do this. Nothing was changed. */
            403: {
                headers: {
                    /** @description What the token lacks (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description What the path names does not exist, or does not exist any more. */
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
            /** @description The caller has sent more than its share: wait for as long as `Retry-After` says. Nothing was changed. */
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
            /** @description Anything else that may go wrong; `status` and `title` say what. */
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
    Users_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description Only if this is still the current ETag; `*` for any. */
                "If-Match"?: components["schemas"]["EntityTag"];
            };
            path: {
                /** @example 1 */
                id: components["schemas"]["UserId"];
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
                "application/merge-patch+json": components["schemas"]["UserPatch"];
                "application/json": components["schemas"]["UserPatch"];
            };
        };
        responses: {
            /** @description The request has succeeded. */
            200: {
                headers: {
                    /** @description The version of what is answered. */
                    ETag: components["schemas"]["EntityTag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 1,
                     *       "name": "john",
                     *       "age": 15
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description The request breaks a rule of the contract; `errors` names every value that does. Nothing was changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description The service was given tokens, and the request has none of them. */
            401: {
                headers: {
                    /** @description How to show a token (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthorizedProblem"];
                };
            };
            /** @description The token may not do this. Nothing was changed. */
            403: {
                headers: {
                    /** @description What the token lacks (RFC 6750, section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description What the path names does not exist, or does not exist any more. */
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
            /** @description The caller has sent more than its share: wait for as long as `Retry-After` says. Nothing was changed. */
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
            /** @description Anything else that may go wrong; `status` and `title` say what. */
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
/** The operations by interface; `filled` names the query parameters that have a default. */
export interface Service {
    users: {
        /**
         * Lists users, a page at a time.
         * @example for await (const item of client.users.list({ name: "john" })) console.log(item);
         */
        list: operations["Users_list"] & { filled: "sort" | "limit" };
        /**
         * Creates a user.
         * @example await client.users.create({ name: "john", age: 14 });
         */
        create: operations["Users_create"] & { filled: never };
        /**
         * Lists the users of a name, by id; none is no error.
         * @example await client.users.listNamed("john");
         */
        listNamed: operations["Users_listNamed"] & { filled: never };
        /**
         * Creates a user under a name that others may have too.
         * @example await client.users.createNamed("john", { age: 14 });
         */
        createNamed: operations["Users_createNamed"] & { filled: never };
        /**
         * Reads a user.
         * @example await client.users.read(1);
         */
        read: operations["Users_read"] & { filled: never };
        /**
         * Deletes a user, for ever.
         * @example await client.users.delete(1);
         */
        delete: operations["Users_delete"] & { filled: never };
        /**
         * Changes some of a user's members.
         * @example await client.users.update(1, { age: 15 });
         */
        update: operations["Users_update"] & { filled: never };
    };
}
/** The models that are kept, by the table of their rows. */
export interface Tables {
    "user": components["schemas"]["User"];
}
/** The problems that callers can act on: the members beside those of every problem, and the headers of each. */
export interface Problems {
    InvalidRequest: {
        members: Pick<components["schemas"]["InvalidRequestProblem"], "errors">;
    };
    Unauthorized: {
        headers: Record<"WWW-Authenticate", string>;
    };
    TooManyRequests: {
        headers: Record<"Retry-After", string>;
    };
    Forbidden: {
        headers: Record<"WWW-Authenticate", string>;
    };
    RequestRunning: {
        headers: Record<"Retry-After", string>;
    };
    KeyReused: {};
    NotFound: {};
    PreconditionFailed: {};
}
