// Made by `npm run generate`. Do not edit.
import type { components, operations as Operations } from "./api.ts";

/** What requests are routed and sent by, by interface and name. */
export const operations = {
  "users": {
    "list": {
      "id": "Users_list",
      "method": "GET",
      "path": "/api/users",
      "query": {
        "name": "name",
        "namePrefix": "namePrefix",
        "minAge": "minAge",
        "maxAge": "maxAge",
        "sort": "sort",
        "limit": "limit",
        "cursor": "cursor"
      },
      "headers": {},
      "body": [],
      "answers": {
        "200": [
          "application/json"
        ]
      },
      "idempotent": true,
      "security": [
        {
          "ReadToken": []
        },
        {
          "WriteToken": []
        }
      ],
      "paging": {
        "items": "items",
        "cursor": "cursor",
        "nextCursor": "nextCursor"
      }
    },
    "create": {
      "id": "Users_create",
      "method": "POST",
      "path": "/api/users",
      "query": {},
      "headers": {
        "idempotencyKey": "Idempotency-Key"
      },
      "body": [
        "application/json"
      ],
      "answers": {
        "201": [
          "application/json"
        ]
      },
      "idempotent": false,
      "security": [
        {
          "WriteToken": []
        }
      ],
      "location": "Users_read"
    },
    "listNamed": {
      "id": "Users_listNamed",
      "method": "GET",
      "path": "/api/users/{name}",
      "query": {},
      "headers": {},
      "body": [],
      "answers": {
        "200": [
          "application/json"
        ]
      },
      "idempotent": true,
      "security": [
        {
          "ReadToken": []
        },
        {
          "WriteToken": []
        }
      ]
    },
    "createNamed": {
      "id": "Users_createNamed",
      "method": "POST",
      "path": "/api/users/{name}",
      "query": {},
      "headers": {
        "idempotencyKey": "Idempotency-Key"
      },
      "body": [
        "application/x-www-form-urlencoded",
        "application/json",
        "multipart/form-data"
      ],
      "answers": {
        "200": [
          "application/json"
        ]
      },
      "idempotent": false,
      "security": [
        {
          "WriteToken": []
        }
      ]
    },
    "read": {
      "id": "Users_read",
      "method": "GET",
      "path": "/api/user/{id}",
      "query": {},
      "headers": {
        "ifNoneMatch": "If-None-Match"
      },
      "body": [],
      "answers": {
        "200": [
          "application/json"
        ],
        "304": []
      },
      "idempotent": true,
      "security": [
        {
          "ReadToken": []
        },
        {
          "WriteToken": []
        }
      ]
    },
    "delete": {
      "id": "Users_delete",
      "method": "DELETE",
      "path": "/api/user/{id}",
      "query": {},
      "headers": {
        "ifMatch": "If-Match"
      },
      "body": [],
      "answers": {
        "204": []
      },
      "idempotent": true,
      "security": [
        {
          "WriteToken": []
        }
      ]
    },
    "update": {
      "id": "Users_update",
      "method": "PATCH",
      "path": "/api/user/{id}",
      "query": {},
      "headers": {
        "ifMatch": "If-Match"
      },
      "body": [
        "application/merge-patch+json",
        "application/json"
      ],
      "answers": {
        "200": [
          "application/json"
        ]
      },
      "idempotent": true,
      "security": [
        {
          "WriteToken": []
        }
      ]
    }
  }
} as const;

/** The problem types that have a name. */
export const problems = {
  "InvalidRequest": {
    "type": "/docs/problems#invalid-request",
    "title": "Invalid request",
    "status": 400
  },
  "Unauthorized": {
    "type": "/docs/problems#unauthorized",
    "title": "Unauthorized",
    "status": 401
  },
  "Forbidden": {
    "type": "/docs/problems#forbidden",
    "title": "Forbidden",
    "status": 403
  },
  "TooManyRequests": {
    "type": "/docs/problems#too-many-requests",
    "title": "Too many requests",
    "status": 429
  },
  "RequestRunning": {
    "type": "/docs/problems#request-running",
    "title": "Request still running",
    "status": 409
  },
  "KeyReused": {
    "type": "/docs/problems#key-reused",
    "title": "Idempotency-Key reused",
    "status": 422
  },
  "NotFound": {
    "type": "/docs/problems#not-found",
    "title": "Not found",
    "status": 404
  },
  "PreconditionFailed": {
    "type": "/docs/problems#precondition-failed",
    "title": "Precondition failed",
    "status": 412
  }
} as const;

/** How callers identify themselves. */
export const securitySchemes = {
  "WriteToken": {
    "type": "http",
    "scheme": "bearer"
  },
  "ReadToken": {
    "type": "http",
    "scheme": "bearer"
  }
} as const;

/** Of types only. */
export interface Types {
  models: components["schemas"];
  /** The operations by interface: `path` has the path's parameters in order; query parameters with a default are `filled`. */
  services: {
    users: {
      /**
       * Lists users, a page at a time.
       * @example for await (const item of client.users.list({ name: "john" })) console.log(item);
       */
      list: Operations["Users_list"] & {
        filled: "sort" | "limit";
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Creates a user.
       * @example await client.users.create({ name: "john", age: 14 });
       */
      create: Operations["Users_create"] & {
        options: {
          /** A request that is repeated under its key within 24 hours gets the response of the first, and is not carried out again. */
          idempotencyKey?: NonNullable<Operations["Users_create"]["parameters"]["header"]>["Idempotency-Key"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "RequestRunning" | "KeyReused" | "TooManyRequests";
      };
      /**
       * Lists the users with a name, by id; the list may be empty.
       * @param name 1 to 100 characters (code points), not spaces only, none of them a control character or one that reverses the direction of text, and neither `.` nor `..`. Not unique.
       * @example await client.users.listNamed("john");
       */
      listNamed: Operations["Users_listNamed"] & {
        path: [name: Operations["Users_listNamed"]["parameters"]["path"]["name"]];
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Creates a user with a name, which need not be unique.
       * @param name 1 to 100 characters (code points), not spaces only, none of them a control character or one that reverses the direction of text, and neither `.` nor `..`. Not unique.
       * @example await client.users.createNamed("john", { age: 14 });
       */
      createNamed: Operations["Users_createNamed"] & {
        path: [name: Operations["Users_createNamed"]["parameters"]["path"]["name"]];
        options: {
          /** A request that is repeated under its key within 24 hours gets the response of the first, and is not carried out again. */
          idempotencyKey?: NonNullable<Operations["Users_createNamed"]["parameters"]["header"]>["Idempotency-Key"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "RequestRunning" | "KeyReused" | "TooManyRequests";
      };
      /**
       * Reads a user.
       * @param id Generated, from 1, never reused.
       * @example await client.users.read(1);
       */
      read: Operations["Users_read"] & {
        path: [id: Operations["Users_read"]["parameters"]["path"]["id"]];
        options: {
          /** The ETag of a cached copy: if it is still current, the response is 304 without a body. */
          ifNoneMatch?: NonNullable<Operations["Users_read"]["parameters"]["header"]>["If-None-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "TooManyRequests";
      };
      /**
       * Deletes a user.
       * @param id Generated, from 1, never reused.
       * @example await client.users.delete(1);
       */
      delete: Operations["Users_delete"] & {
        path: [id: Operations["Users_delete"]["parameters"]["path"]["id"]];
        options: {
          /** The ETag that must still be current; `*` for any. */
          ifMatch?: NonNullable<Operations["Users_delete"]["parameters"]["header"]>["If-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "PreconditionFailed" | "TooManyRequests";
      };
      /**
       * Updates a user.
       * @param id Generated, from 1, never reused.
       * @param body The members to change (RFC 7396).
       * @example await client.users.update(1, { age: 15 });
       */
      update: Operations["Users_update"] & {
        path: [id: Operations["Users_update"]["parameters"]["path"]["id"]];
        options: {
          /** The ETag that must still be current; `*` for any. */
          ifMatch?: NonNullable<Operations["Users_update"]["parameters"]["header"]>["If-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "PreconditionFailed" | "TooManyRequests";
      };
    };
  };
  /** Each table: its rows, the column of its key, what an insert takes, and what callers see of a row, where that differs. */
  tables: {
    "user": {
      row: components["schemas"]["User"];
      key: "id";
      insert: Omit<components["schemas"]["User"], "id">;
    };
  };
  /** What each problem carries beside the members of every problem. */
  problems: {
    InvalidRequest: {
      members: Pick<components["schemas"]["InvalidRequestProblem"], "errors">;
    };
    Unauthorized: {
      headers: Record<"WWW-Authenticate", string>;
    };
    Forbidden: {
      headers: Record<"WWW-Authenticate", string>;
    };
    TooManyRequests: {
      headers: Record<"Retry-After", string>;
    };
    RequestRunning: {
      headers: Record<"Retry-After", string>;
    };
    KeyReused: {};
    NotFound: {};
    PreconditionFailed: {};
  };
}

export interface Contract {
  readonly operations: typeof operations;
  readonly problems: typeof problems;
  readonly securitySchemes: typeof securitySchemes;
  /** Of types only: never set. */
  readonly types?: Types;
}

export const contract: Contract = { operations, problems, securitySchemes };
