// Made by `npm run generate`. Do not edit.
import type { components, operations as Operations } from "./api.ts";

/** What requests are routed and sent by, by interface and name. */
export const operations = {
  "notes": {
    "list": {
      "id": "Notes_list",
      "method": "GET",
      "path": "/notes",
      "query": {
        "text": "text",
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
          "Login": [
            "notes"
          ]
        },
        {
          "Session": []
        }
      ],
      "paging": {
        "items": "items",
        "cursor": "cursor",
        "nextCursor": "nextCursor"
      }
    },
    "create": {
      "id": "Notes_create",
      "method": "POST",
      "path": "/notes",
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
          "Login": [
            "notes"
          ]
        },
        {
          "Session": []
        }
      ],
      "location": "Notes_read"
    },
    "read": {
      "id": "Notes_read",
      "method": "GET",
      "path": "/notes/{id}",
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
          "Login": [
            "notes"
          ]
        },
        {
          "Session": []
        }
      ]
    },
    "delete": {
      "id": "Notes_delete",
      "method": "DELETE",
      "path": "/notes/{id}",
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
          "Login": [
            "notes"
          ]
        },
        {
          "Session": []
        }
      ]
    },
    "update": {
      "id": "Notes_update",
      "method": "PATCH",
      "path": "/notes/{id}",
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
          "Login": [
            "notes"
          ]
        },
        {
          "Session": []
        }
      ]
    }
  },
  "doors": {
    "vault": {
      "id": "Doors_vault",
      "method": "GET",
      "path": "/doors/vault",
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
          "Login": [
            "vault"
          ],
          "ServiceKey": []
        },
        {
          "Login": [
            "admin"
          ]
        }
      ]
    },
    "garden": {
      "id": "Doors_garden",
      "method": "GET",
      "path": "/doors/garden",
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
        {},
        {
          "Staff": []
        },
        {
          "LinkKey": []
        }
      ]
    },
    "hall": {
      "id": "Doors_hall",
      "method": "GET",
      "path": "/doors/hall",
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
          "Staff": []
        },
        {
          "Guest": []
        },
        {
          "ServiceKey": []
        }
      ]
    },
    "window": {
      "id": "Doors_window",
      "method": "GET",
      "path": "/doors/window",
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
          "LinkKey": []
        }
      ]
    },
    "street": {
      "id": "Doors_street",
      "method": "GET",
      "path": "/doors/street",
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
        {}
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
  "Login": {
    "type": "oauth2"
  },
  "Session": {
    "type": "apiKey",
    "in": "cookie",
    "name": "session"
  },
  "ServiceKey": {
    "type": "apiKey",
    "in": "header",
    "name": "X-Service-Key"
  },
  "Staff": {
    "type": "http",
    "scheme": "basic"
  },
  "LinkKey": {
    "type": "apiKey",
    "in": "query",
    "name": "key"
  },
  "Guest": {
    "type": "openIdConnect"
  }
} as const;

/** Of types only. */
export interface Types {
  models: components["schemas"];
  /** The operations by interface: `path` has the path's parameters in order; query parameters with a default are `filled`. */
  services: {
    notes: {
      /**
       * Lists one's notes, a page at a time.
       * @example for await (const item of client.notes.list({ text: "Buy seeds." })) console.log(item);
       */
      list: Operations["Notes_list"] & {
        filled: "sort" | "limit";
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Writes a note.
       * @example await client.notes.create({ text: "Buy seeds." });
       */
      create: Operations["Notes_create"] & {
        options: {
          /** A request that is repeated under its key within 24 hours gets the response of the first, and is not carried out again. */
          idempotencyKey?: NonNullable<Operations["Notes_create"]["parameters"]["header"]>["Idempotency-Key"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "RequestRunning" | "KeyReused" | "TooManyRequests";
      };
      /**
       * Reads a note of one's own.
       * @param id Generated, from 1, never reused.
       * @example await client.notes.read(1);
       */
      read: Operations["Notes_read"] & {
        path: [id: Operations["Notes_read"]["parameters"]["path"]["id"]];
        options: {
          /** The ETag of a cached copy: if it is still current, the response is 304 without a body. */
          ifNoneMatch?: NonNullable<Operations["Notes_read"]["parameters"]["header"]>["If-None-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "TooManyRequests";
      };
      /**
       * Deletes a note of one's own.
       * @param id Generated, from 1, never reused.
       * @example await client.notes.delete(1);
       */
      delete: Operations["Notes_delete"] & {
        path: [id: Operations["Notes_delete"]["parameters"]["path"]["id"]];
        options: {
          /** The ETag that must still be current; `*` for any. */
          ifMatch?: NonNullable<Operations["Notes_delete"]["parameters"]["header"]>["If-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "PreconditionFailed" | "TooManyRequests";
      };
      /**
       * Changes a note of one's own.
       * @param id Generated, from 1, never reused.
       * @param body The members to change (RFC 7396).
       * @example await client.notes.update(1, { text: "Sow." });
       */
      update: Operations["Notes_update"] & {
        path: [id: Operations["Notes_update"]["parameters"]["path"]["id"]];
        options: {
          /** The ETag that must still be current; `*` for any. */
          ifMatch?: NonNullable<Operations["Notes_update"]["parameters"]["header"]>["If-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "PreconditionFailed" | "TooManyRequests";
      };
    };
    doors: {
      /**
       * Opens to people together with a service, or to administrators.
       * @example await client.doors.vault();
       */
      vault: Operations["Doors_vault"] & {
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Opens to anyone, and greets whom it knows.
       * @example await client.doors.garden();
       */
      garden: Operations["Doors_garden"] & {
        filled: never;
        problems: "InvalidRequest" | "TooManyRequests";
      };
      /**
       * Opens to the staff, guests and services.
       * @example await client.doors.hall();
       */
      hall: Operations["Doors_hall"] & {
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Opens to those who have a link.
       * @example await client.doors.window();
       */
      window: Operations["Doors_window"] & {
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Opens to everyone alike.
       * @example await client.doors.street();
       */
      street: Operations["Doors_street"] & {
        filled: never;
        problems: "InvalidRequest" | "TooManyRequests";
      };
    };
  };
  /** Each table: its rows, the column of its key, what an insert takes, and what callers see of a row, where that differs. */
  tables: {
    "note": {
      row: Omit<components["schemas"]["Note"], "words">;
      key: "id";
      insert: Omit<Omit<components["schemas"]["Note"], "words">, "id">;
      model: components["schemas"]["Note"];
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
