// Made by `npm run generate`. Do not edit.
import type { components, operations as Operations } from "./api.ts";

/** What requests are routed and sent by, by interface and name. */
export const operations = {
  "birds": {
    "list": {
      "id": "Birds_list",
      "method": "GET",
      "path": "/api/birds",
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
      "id": "Birds_create",
      "method": "POST",
      "path": "/api/birds",
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
      "location": "Birds_read"
    },
    "listNamed": {
      "id": "Birds_listNamed",
      "method": "GET",
      "path": "/api/birds/{name}",
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
      "id": "Birds_createNamed",
      "method": "POST",
      "path": "/api/birds/{name}",
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
      "id": "Birds_read",
      "method": "GET",
      "path": "/api/bird/{id}",
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
      "id": "Birds_delete",
      "method": "DELETE",
      "path": "/api/bird/{id}",
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
      "id": "Birds_update",
      "method": "PATCH",
      "path": "/api/bird/{id}",
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
  },
  "nests": {
    "list": {
      "id": "Nests_list",
      "method": "GET",
      "path": "/api/bird/{id}/nests",
      "query": {
        "places": "places",
        "occupied": "occupied"
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
      ]
    },
    "create": {
      "id": "Nests_create",
      "method": "POST",
      "path": "/api/bird/{id}/nests",
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
      "location": "Nests_read"
    },
    "read": {
      "id": "Nests_read",
      "method": "GET",
      "path": "/api/nest/{id}",
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
      "id": "Nests_delete",
      "method": "DELETE",
      "path": "/api/nest/{id}",
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
      "id": "Nests_update",
      "method": "PATCH",
      "path": "/api/nest/{id}",
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
  },
  "allSpecies": {
    "list": {
      "id": "AllSpecies_list",
      "method": "GET",
      "path": "/api/species",
      "query": {
        "namePrefix": "namePrefix",
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
      "id": "AllSpecies_create",
      "method": "POST",
      "path": "/api/species",
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
      "location": "AllSpecies_read"
    },
    "read": {
      "id": "AllSpecies_read",
      "method": "GET",
      "path": "/api/species/{slug}",
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
      "id": "AllSpecies_delete",
      "method": "DELETE",
      "path": "/api/species/{slug}",
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
      "id": "AllSpecies_update",
      "method": "PATCH",
      "path": "/api/species/{slug}",
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
  },
  "rings": {
    "list": {
      "id": "Rings_list",
      "method": "GET",
      "path": "/api/rings",
      "query": {
        "birdId": "birdId",
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
      "id": "Rings_create",
      "method": "POST",
      "path": "/api/rings",
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
      "location": "Rings_read"
    },
    "read": {
      "id": "Rings_read",
      "method": "GET",
      "path": "/api/rings/{ringId}",
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
      "id": "Rings_delete",
      "method": "DELETE",
      "path": "/api/rings/{ringId}",
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
      "id": "Rings_update",
      "method": "PATCH",
      "path": "/api/rings/{ringId}",
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
  },
  "catches": {
    "list": {
      "id": "Catches_list",
      "method": "GET",
      "path": "/api/catches",
      "query": {
        "ringId": "ringId"
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
      ]
    },
    "create": {
      "id": "Catches_create",
      "method": "POST",
      "path": "/api/catches",
      "query": {},
      "headers": {},
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
      "location": "Catches_read"
    },
    "read": {
      "id": "Catches_read",
      "method": "GET",
      "path": "/api/catches/{number}",
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
    }
  },
  "songs": {
    "count": {
      "id": "Songs_count",
      "method": "GET",
      "path": "/api/songs/count",
      "query": {
        "name": "name"
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
      ]
    },
    "names": {
      "id": "Songs_names",
      "method": "GET",
      "path": "/api/songs/names",
      "query": {},
      "headers": {},
      "body": [],
      "answers": {
        "200": [
          "text/csv"
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
    "rehearse": {
      "id": "Songs_rehearse",
      "method": "POST",
      "path": "/api/songs/rehearsals",
      "query": {},
      "headers": {
        "xLoudness": "X-Loudness"
      },
      "body": [
        "application/json"
      ],
      "answers": {
        "200": [
          "application/json"
        ],
        "202": [
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
    "whistle": {
      "id": "Songs_whistle",
      "method": "PUT",
      "path": "/api/songs/whistle",
      "query": {},
      "headers": {},
      "body": [],
      "answers": {
        "204": []
      },
      "idempotent": true,
      "security": [
        {}
      ]
    }
  },
  "pictures": {
    "draw": {
      "id": "Pictures_draw",
      "method": "GET",
      "path": "/api/picture/{size}",
      "query": {},
      "headers": {
        "ifNoneMatch": "If-None-Match"
      },
      "body": [],
      "answers": {
        "200": [
          "image/png"
        ],
        "304": []
      },
      "files": true,
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
    "drawLive": {
      "id": "Pictures_drawLive",
      "method": "GET",
      "path": "/api/picture/{size}/live",
      "query": {},
      "headers": {},
      "body": [],
      "answers": {
        "200": [
          "application/octet-stream"
        ]
      },
      "files": true,
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
    "mirror": {
      "id": "Pictures_mirror",
      "method": "POST",
      "path": "/api/pictures/mirrored",
      "query": {},
      "headers": {},
      "body": [
        "image/png",
        "image/jpeg"
      ],
      "answers": {
        "200": [
          "image/png",
          "image/jpeg"
        ]
      },
      "files": true,
      "idempotent": false,
      "security": [
        {
          "WriteToken": []
        }
      ]
    },
    "print": {
      "id": "Pictures_print",
      "method": "PUT",
      "path": "/api/pictures/printed",
      "query": {},
      "headers": {},
      "body": [
        "*/*"
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
    },
    "bind": {
      "id": "Pictures_bind",
      "method": "POST",
      "path": "/api/pictures/albums",
      "query": {},
      "headers": {},
      "body": [
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
    }
  },
  "concerts": {
    "listen": {
      "id": "Concerts_listen",
      "method": "GET",
      "path": "/api/concert",
      "query": {
        "verses": "verses"
      },
      "headers": {},
      "body": [],
      "answers": {
        "200": [
          "text/event-stream"
        ]
      },
      "events": true,
      "idempotent": true,
      "security": [
        {
          "ReadToken": []
        },
        {
          "WriteToken": []
        }
      ]
    }
  },
  "specimens": {
    "list": {
      "id": "Specimens_list",
      "method": "GET",
      "path": "/api/specimens",
      "query": {
        "given_name": "given_name",
        "given_name_prefix": "given_name_prefix",
        "selected": "selected",
        "small[lt]": "small[lt]",
        "small[gt]": "small[gt]",
        "large": "large",
        "exact[lte]": "exact[lte]",
        "exact[gte]": "exact[gte]",
        "serial": "serial",
        "foundBy": "foundBy",
        "shelf-marks": "shelf-marks",
        "order": "order",
        "page[size]": "page[size]",
        "page[after]": "page[after]"
      },
      "headers": {},
      "separators": {
        "large": ",",
        "shelf-marks": "|"
      },
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
        "items": "specimens",
        "cursor": "page[after]",
        "nextCursor": "next_page",
        "sort": "order",
        "limit": "page[size]"
      }
    },
    "create": {
      "id": "Specimens_create",
      "method": "POST",
      "path": "/api/specimens",
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
      "location": "Specimens_read"
    },
    "read": {
      "id": "Specimens_read",
      "method": "GET",
      "path": "/api/specimens/{id}",
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
    "replace": {
      "id": "Specimens_replace",
      "method": "PUT",
      "path": "/api/specimens/{id}",
      "query": {},
      "headers": {
        "ifMatch": "If-Match"
      },
      "body": [
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
    },
    "delete": {
      "id": "Specimens_delete",
      "method": "DELETE",
      "path": "/api/specimens/{id}",
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
      "id": "Specimens_update",
      "method": "PATCH",
      "path": "/api/specimens/{id}",
      "query": {},
      "headers": {
        "ifMatch": "If-Match"
      },
      "body": [
        "application/merge-patch+json"
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
  },
  "postings": {
    "echo": {
      "id": "Postings_echo",
      "method": "GET",
      "path": "/api/postings/echo/v1.0/{long-ids}",
      "query": {
        "marks": "marks",
        "words": "words",
        "limit": "limit",
        "timeoutParameter": "timeout"
      },
      "headers": {
        "xTags": "X-Tags",
        "limitHeader": "Limit"
      },
      "cookies": {
        "session": "session",
        "crumbIds": "crumb-ids"
      },
      "separators": {
        "marks": ",",
        "words": "%20",
        "crumb-ids": ","
      },
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
    "find": {
      "id": "Postings_find",
      "method": "GET",
      "path": "/api/postings/{id}:find",
      "query": {},
      "headers": {},
      "body": [],
      "answers": {
        "302": []
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
    "cancel": {
      "id": "Postings_cancel",
      "method": "POST",
      "path": "/api/postings/{id}:cancel",
      "query": {},
      "headers": {},
      "body": [],
      "answers": {
        "200": [
          "application/json"
        ],
        "422": [
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
    "report": {
      "id": "reportPostings",
      "method": "GET",
      "path": "/api/postings/report",
      "query": {},
      "headers": {},
      "body": [],
      "answers": {
        "200": [
          "application/json",
          "text/csv"
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
  },
  "Occupied": {
    "type": "/docs/problems#occupied",
    "title": "Occupied",
    "status": 409
  },
  "Conflict": {
    "type": "/docs/problems#conflict",
    "title": "Conflict",
    "status": 409
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
    birds: {
      /**
       * Lists birds, a page at a time.
       * @example for await (const item of client.birds.list({ name: "robin" })) console.log(item);
       */
      list: Operations["Birds_list"] & {
        filled: "sort" | "limit";
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Creates a bird.
       * @example await client.birds.create({ name: "robin", age: 14 });
       */
      create: Operations["Birds_create"] & {
        options: {
          /** A request that is repeated under its key within 24 hours gets the response of the first, and is not carried out again. */
          idempotencyKey?: NonNullable<Operations["Birds_create"]["parameters"]["header"]>["Idempotency-Key"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "RequestRunning" | "KeyReused" | "TooManyRequests";
      };
      /**
       * Lists the birds with a name, by id; the list may be empty.
       * @param name 1 to 100 characters (code points), not spaces only, none of them a control character or one that reverses the direction of text, and neither `.` nor `..`. Not unique.
       * @example await client.birds.listNamed("robin");
       */
      listNamed: Operations["Birds_listNamed"] & {
        path: [name: Operations["Birds_listNamed"]["parameters"]["path"]["name"]];
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Creates a bird with a name, which need not be unique.
       * @param name 1 to 100 characters (code points), not spaces only, none of them a control character or one that reverses the direction of text, and neither `.` nor `..`. Not unique.
       * @example await client.birds.createNamed("robin", { age: 14 });
       */
      createNamed: Operations["Birds_createNamed"] & {
        path: [name: Operations["Birds_createNamed"]["parameters"]["path"]["name"]];
        options: {
          /** A request that is repeated under its key within 24 hours gets the response of the first, and is not carried out again. */
          idempotencyKey?: NonNullable<Operations["Birds_createNamed"]["parameters"]["header"]>["Idempotency-Key"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "RequestRunning" | "KeyReused" | "TooManyRequests";
      };
      /**
       * Reads a bird.
       * @param id Generated, from 1, never reused.
       * @example await client.birds.read(1);
       */
      read: Operations["Birds_read"] & {
        path: [id: Operations["Birds_read"]["parameters"]["path"]["id"]];
        options: {
          /** The ETag of a cached copy: if it is still current, the response is 304 without a body. */
          ifNoneMatch?: NonNullable<Operations["Birds_read"]["parameters"]["header"]>["If-None-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "TooManyRequests";
      };
      /**
       * Deletes a bird.
       * @param id Generated, from 1, never reused.
       * @example await client.birds.delete(1);
       */
      delete: Operations["Birds_delete"] & {
        path: [id: Operations["Birds_delete"]["parameters"]["path"]["id"]];
        options: {
          /** The ETag that must still be current; `*` for any. */
          ifMatch?: NonNullable<Operations["Birds_delete"]["parameters"]["header"]>["If-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "PreconditionFailed" | "TooManyRequests";
      };
      /**
       * Updates a bird.
       * @param id Generated, from 1, never reused.
       * @param body The members to change (RFC 7396).
       * @example await client.birds.update(1, { age: 15 });
       */
      update: Operations["Birds_update"] & {
        path: [id: Operations["Birds_update"]["parameters"]["path"]["id"]];
        options: {
          /** The ETag that must still be current; `*` for any. */
          ifMatch?: NonNullable<Operations["Birds_update"]["parameters"]["header"]>["If-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "PreconditionFailed" | "TooManyRequests";
      };
    };
    nests: {
      /**
       * Lists the nests of a bird.
       * @param id Generated, from 1, never reused.
       * @example await client.nests.list(1);
       */
      list: Operations["Nests_list"] & {
        path: [id: Operations["Nests_list"]["parameters"]["path"]["id"]];
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "TooManyRequests";
      };
      /**
       * Builds a nest.
       * @param id Generated, from 1, never reused.
       * @example await client.nests.create(1, { place: "tree", width: 12.5, materials: ["moss"], spot: { high: 3 } });
       */
      create: Operations["Nests_create"] & {
        path: [id: Operations["Nests_create"]["parameters"]["path"]["id"]];
        options: {
          /** A request that is repeated under its key within 24 hours gets the response of the first, and is not carried out again. */
          idempotencyKey?: NonNullable<Operations["Nests_create"]["parameters"]["header"]>["Idempotency-Key"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "Occupied" | "RequestRunning" | "KeyReused" | "TooManyRequests";
      };
      /**
       * Reads a nest.
       * @example await client.nests.read(1);
       */
      read: Operations["Nests_read"] & {
        path: [id: Operations["Nests_read"]["parameters"]["path"]["id"]];
        options: {
          /** The ETag of a cached copy: if it is still current, the response is 304 without a body. */
          ifNoneMatch?: NonNullable<Operations["Nests_read"]["parameters"]["header"]>["If-None-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "TooManyRequests";
      };
      /**
       * Removes a nest.
       * @example await client.nests.delete(1);
       */
      delete: Operations["Nests_delete"] & {
        path: [id: Operations["Nests_delete"]["parameters"]["path"]["id"]];
        options: {
          /** The ETag that must still be current; `*` for any. */
          ifMatch?: NonNullable<Operations["Nests_delete"]["parameters"]["header"]>["If-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "PreconditionFailed" | "TooManyRequests";
      };
      /**
       * Rebuilds a nest.
       * @example await client.nests.update(1, { occupied: true });
       */
      update: Operations["Nests_update"] & {
        path: [id: Operations["Nests_update"]["parameters"]["path"]["id"]];
        options: {
          /** The ETag that must still be current; `*` for any. */
          ifMatch?: NonNullable<Operations["Nests_update"]["parameters"]["header"]>["If-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "PreconditionFailed" | "TooManyRequests";
      };
    };
    allSpecies: {
      /**
       * Lists species by slug, a page at a time.
       * @example for await (const item of client.allSpecies.list({ namePrefix: "robin" })) console.log(item);
       */
      list: Operations["AllSpecies_list"] & {
        filled: "limit";
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Adds a species.
       * @example await client.allSpecies.create({ slug: "erithacus-rubecula", name: "European robin" });
       */
      create: Operations["AllSpecies_create"] & {
        options: {
          /** A request that is repeated under its key within 24 hours gets the response of the first, and is not carried out again. */
          idempotencyKey?: NonNullable<Operations["AllSpecies_create"]["parameters"]["header"]>["Idempotency-Key"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "Conflict" | "RequestRunning" | "KeyReused" | "TooManyRequests";
      };
      /**
       * Reads a species.
       * @param slug Lower-case letters and hyphens.
       * @example await client.allSpecies.read("erithacus-rubecula");
       */
      read: Operations["AllSpecies_read"] & {
        path: [slug: Operations["AllSpecies_read"]["parameters"]["path"]["slug"]];
        options: {
          /** The ETag of a cached copy: if it is still current, the response is 304 without a body. */
          ifNoneMatch?: NonNullable<Operations["AllSpecies_read"]["parameters"]["header"]>["If-None-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "TooManyRequests";
      };
      /**
       * Removes a species.
       * @param slug Lower-case letters and hyphens.
       * @example await client.allSpecies.delete("erithacus-rubecula");
       */
      delete: Operations["AllSpecies_delete"] & {
        path: [slug: Operations["AllSpecies_delete"]["parameters"]["path"]["slug"]];
        options: {
          /** The ETag that must still be current; `*` for any. */
          ifMatch?: NonNullable<Operations["AllSpecies_delete"]["parameters"]["header"]>["If-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "PreconditionFailed" | "TooManyRequests";
      };
      /**
       * Renames a species.
       * @param slug Lower-case letters and hyphens.
       * @example await client.allSpecies.update("erithacus-rubecula", { name: "Robin" });
       */
      update: Operations["AllSpecies_update"] & {
        path: [slug: Operations["AllSpecies_update"]["parameters"]["path"]["slug"]];
        options: {
          /** The ETag that must still be current; `*` for any. */
          ifMatch?: NonNullable<Operations["AllSpecies_update"]["parameters"]["header"]>["If-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "Conflict" | "PreconditionFailed" | "TooManyRequests";
      };
    };
    rings: {
      /**
       * Lists rings, a page at a time.
       * @example for await (const item of client.rings.list({ birdId: 1 })) console.log(item);
       */
      list: Operations["Rings_list"] & {
        filled: "sort" | "limit";
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Rings a bird.
       * @example await client.rings.create({ code: "BX2071", birdId: 1 });
       */
      create: Operations["Rings_create"] & {
        options: {
          /** A request that is repeated under its key within 24 hours gets the response of the first, and is not carried out again. */
          idempotencyKey?: NonNullable<Operations["Rings_create"]["parameters"]["header"]>["Idempotency-Key"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "Conflict" | "RequestRunning" | "KeyReused" | "TooManyRequests";
      };
      /**
       * Reads a ring.
       * @param ringId A UUID (RFC 9562) in lower case. As the key of a kept model, the service makes it, of version 7, unless it is given.
       * @example await client.rings.read("0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47");
       */
      read: Operations["Rings_read"] & {
        path: [ringId: Operations["Rings_read"]["parameters"]["path"]["ringId"]];
        options: {
          /** The ETag of a cached copy: if it is still current, the response is 304 without a body. */
          ifNoneMatch?: NonNullable<Operations["Rings_read"]["parameters"]["header"]>["If-None-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "TooManyRequests";
      };
      /**
       * Takes a ring off, unless it was read in a catch.
       * @param ringId A UUID (RFC 9562) in lower case. As the key of a kept model, the service makes it, of version 7, unless it is given.
       * @example await client.rings.delete("0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47");
       */
      delete: Operations["Rings_delete"] & {
        path: [ringId: Operations["Rings_delete"]["parameters"]["path"]["ringId"]];
        options: {
          /** The ETag that must still be current; `*` for any. */
          ifMatch?: NonNullable<Operations["Rings_delete"]["parameters"]["header"]>["If-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "Conflict" | "PreconditionFailed" | "TooManyRequests";
      };
      /**
       * Corrects a ring.
       * @param ringId A UUID (RFC 9562) in lower case. As the key of a kept model, the service makes it, of version 7, unless it is given.
       * @example await client.rings.update("0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47", { code: "BX2072" });
       */
      update: Operations["Rings_update"] & {
        path: [ringId: Operations["Rings_update"]["parameters"]["path"]["ringId"]];
        options: {
          /** The ETag that must still be current; `*` for any. */
          ifMatch?: NonNullable<Operations["Rings_update"]["parameters"]["header"]>["If-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "Conflict" | "PreconditionFailed" | "TooManyRequests";
      };
    };
    catches: {
      /**
       * Lists catches by number.
       * @example await client.catches.list({ ringId: "0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47" });
       */
      list: Operations["Catches_list"] & {
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Notes a catch.
       * @example await client.catches.create({ ringId: "0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47", day: "2026-05-01" });
       */
      create: Operations["Catches_create"] & {
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "Conflict" | "TooManyRequests";
      };
      /**
       * Reads a catch.
       * @example await client.catches.read(1);
       */
      read: Operations["Catches_read"] & {
        path: [number: Operations["Catches_read"]["parameters"]["path"]["number"]];
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "TooManyRequests";
      };
    };
    songs: {
      /**
       * Counts birds, of all or of one name.
       * @example await client.songs.count({ name: "robin" });
       */
      count: Operations["Songs_count"] & {
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Exports the names of birds.
       * @example await client.songs.names();
       */
      names: Operations["Songs_names"] & {
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Rehearses a song, now or later.
       * @example await client.songs.rehearse({ words: ["tweet"] });
       */
      rehearse: Operations["Songs_rehearse"] & {
        options: {
          xLoudness?: NonNullable<Operations["Songs_rehearse"]["parameters"]["header"]>["X-Loudness"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Whistles. Deprecated since 2026-10-01; goes away on 2027-04-01.
       * @deprecated
       * @example await client.songs.whistle();
       */
      whistle: Operations["Songs_whistle"] & {
        filled: never;
        problems: "InvalidRequest" | "TooManyRequests";
      };
    };
    pictures: {
      /**
       * Draws a picture of a size.
       * @param size In bytes.
       * @example await client.pictures.draw(7);
       */
      draw: Operations["Pictures_draw"] & {
        path: [size: Operations["Pictures_draw"]["parameters"]["path"]["size"]];
        options: {
          /** The ETag of a cached copy: if it is still current, the response is 304 without a body. */
          ifNoneMatch?: NonNullable<Operations["Pictures_draw"]["parameters"]["header"]>["If-None-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Draws a picture while it is sent.
       * @param size In bytes.
       * @example await client.pictures.drawLive(7);
       */
      drawLive: Operations["Pictures_drawLive"] & {
        path: [size: Operations["Pictures_drawLive"]["parameters"]["path"]["size"]];
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Mirrors a picture.
       * @example await client.pictures.mirror(new Blob(["example"], { type: "image/png" }));
       */
      mirror: Operations["Pictures_mirror"] & {
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Prints whatever is sent.
       * @example await client.pictures.print(new Blob(["example"], { type: "application/octet-stream" }));
       */
      print: Operations["Pictures_print"] & {
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Makes an album of pictures.
       * @example await client.pictures.bind({ title: "Spring", cover: new Blob(["example"], { type: "image/png" }) });
       */
      bind: Operations["Pictures_bind"] & {
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
    };
    concerts: {
      /**
       * Sings some verses, one after the other.
       * @example for await (const { event, data } of client.concerts.listen({ verses: 3 })) console.log(event, data);
       */
      listen: Operations["Concerts_listen"] & {
        events: {
          "verse": components["schemas"]["Verse"];
          "rest": components["schemas"]["Rest"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
    };
    specimens: {
      /**
       * Lists specimens, a page at a time.
       * @example for await (const item of client.specimens.list({ given_name: "egg" })) console.log(item);
       */
      list: Operations["Specimens_list"] & {
        filled: "order" | "page[size]";
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Keeps a specimen.
       * @param body Everything that a column holds.
       * @example await client.specimens.create({ given_name: "egg", "shelf-mark": "egg", constructor: "egg", select: true, small: 1, safe: 1, large: 1, ratio: 1, exact: 1, serial: "1", price: "12.50", picture: "aGVsbG8=", digest: "aGVsbG8", found: "2000-01-31", tide: "12:00:00", seen: "2000-01-31T12:00:00Z", local: "2000-01-31T12:00:00Z", epoch: 1, changed: "Mon, 31 Jan 2000 12:00:00 GMT", lasts: "PT1H", seconds: 1, link: "https://example.com/", code: "01890a5d-ac96-774b-bcce-b302099a8057", labels: ["egg"], scores: {}, anything: null, find: { kind: "egg", clutch: 0 }, parcel: { kind: "box", value: { height: 1 } }, habitat: { kind: "wood", place: "egg", trees: 0 }, branch: { label: "egg", branches: [] }, notes: { weight: 2.5, remark: "egg", box: { height: 2 }, like: { type: "string", format: "int64" }, when: "2020-02-29" }, maybe: 0 });
       */
      create: Operations["Specimens_create"] & {
        options: {
          /** A request that is repeated under its key within 24 hours gets the response of the first, and is not carried out again. */
          idempotencyKey?: NonNullable<Operations["Specimens_create"]["parameters"]["header"]>["Idempotency-Key"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "RequestRunning" | "KeyReused" | "TooManyRequests";
      };
      /**
       * Reads a specimen.
       * @example await client.specimens.read(1);
       */
      read: Operations["Specimens_read"] & {
        path: [id: Operations["Specimens_read"]["parameters"]["path"]["id"]];
        options: {
          /** The ETag of a cached copy: if it is still current, the response is 304 without a body. */
          ifNoneMatch?: NonNullable<Operations["Specimens_read"]["parameters"]["header"]>["If-None-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "TooManyRequests";
      };
      /**
       * Replaces a specimen.
       * @param body Everything that a column holds.
       * @example await client.specimens.replace(1, { given_name: "egg", "shelf-mark": "egg", constructor: "egg", select: true, small: 1, safe: 1, large: 1, ratio: 1, exact: 1, serial: "1", price: "12.50", picture: "aGVsbG8=", digest: "aGVsbG8", found: "2000-01-31", tide: "12:00:00", seen: "2000-01-31T12:00:00Z", local: "2000-01-31T12:00:00Z", epoch: 1, changed: "Mon, 31 Jan 2000 12:00:00 GMT", lasts: "PT1H", seconds: 1, link: "https://example.com/", code: "01890a5d-ac96-774b-bcce-b302099a8057", labels: ["egg"], scores: {}, anything: null, find: { kind: "egg", clutch: 0 }, parcel: { kind: "box", value: { height: 1 } }, habitat: { kind: "wood", place: "egg", trees: 0 }, branch: { label: "egg", branches: [] }, notes: { weight: 2.5, remark: "egg", box: { height: 2 }, like: { type: "string", format: "int64" }, when: "2020-02-29" }, maybe: 0 });
       */
      replace: Operations["Specimens_replace"] & {
        path: [id: Operations["Specimens_replace"]["parameters"]["path"]["id"]];
        options: {
          /** The ETag that must still be current; `*` for any. */
          ifMatch?: NonNullable<Operations["Specimens_replace"]["parameters"]["header"]>["If-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "PreconditionFailed" | "TooManyRequests";
      };
      /**
       * Gives a specimen away.
       * @example await client.specimens.delete(1);
       */
      delete: Operations["Specimens_delete"] & {
        path: [id: Operations["Specimens_delete"]["parameters"]["path"]["id"]];
        options: {
          /** The ETag that must still be current; `*` for any. */
          ifMatch?: NonNullable<Operations["Specimens_delete"]["parameters"]["header"]>["If-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "PreconditionFailed" | "TooManyRequests";
      };
      /**
       * Changes a specimen.
       * @param body The template for adding optional properties.
       * @example await client.specimens.update(1, { small: 1 });
       */
      update: Operations["Specimens_update"] & {
        path: [id: Operations["Specimens_update"]["parameters"]["path"]["id"]];
        options: {
          /** The ETag that must still be current; `*` for any. */
          ifMatch?: NonNullable<Operations["Specimens_update"]["parameters"]["header"]>["If-Match"];
        };
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "NotFound" | "PreconditionFailed" | "TooManyRequests";
      };
    };
    postings: {
      /**
       * Repeats what it was sent, wherever that was.
       * @example await client.postings.echo([1], { marks: ["egg"], words: ["egg"], limit: 1, xTags: ["egg"], limitHeader: 1, session: "egg", crumbIds: [1] });
       */
      echo: Operations["Postings_echo"] & {
        path: [longIds: Operations["Postings_echo"]["parameters"]["path"]["long-ids"]];
        options: {
          timeoutParameter?: NonNullable<Operations["Postings_echo"]["parameters"]["query"]>["timeout"];
          xTags: NonNullable<Operations["Postings_echo"]["parameters"]["header"]>["X-Tags"];
          limitHeader: NonNullable<Operations["Postings_echo"]["parameters"]["header"]>["Limit"];
          session: NonNullable<Operations["Postings_echo"]["parameters"]["cookie"]>["session"];
          crumbIds: NonNullable<Operations["Postings_echo"]["parameters"]["cookie"]>["crumb-ids"];
        };
        renamed: "timeout";
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Leads to a specimen.
       * @example await client.postings.find(1);
       */
      find: Operations["Postings_find"] & {
        path: [id: Operations["Postings_find"]["parameters"]["path"]["id"]];
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Cancels a posting, unless it is too late.
       * @example await client.postings.cancel(1);
       */
      cancel: Operations["Postings_cancel"] & {
        path: [id: Operations["Postings_cancel"]["parameters"]["path"]["id"]];
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
      /**
       * Reports, as the caller prefers.
       * @example await client.postings.report();
       */
      report: Operations["reportPostings"] & {
        filled: never;
        problems: "InvalidRequest" | "Unauthorized" | "Forbidden" | "TooManyRequests";
      };
    };
  };
  /** Each table: its rows, the column of its key, what an insert takes, and what callers see of a row, where that differs. */
  tables: {
    "bird": {
      row: components["schemas"]["Bird"];
      key: "id";
      insert: Omit<components["schemas"]["Bird"], "id">;
    };
    "nest": {
      row: components["schemas"]["Nest"];
      key: "id";
      insert: Omit<components["schemas"]["Nest"], "id">;
    };
    "species": {
      row: components["schemas"]["Species"];
      key: "slug";
      insert: components["schemas"]["Species"];
    };
    "ring": {
      row: components["schemas"]["Ring"];
      key: "id";
      insert: Omit<components["schemas"]["Ring"], "id"> & { "id"?: components["schemas"]["Ring"]["id"] | undefined };
    };
    "catch": {
      row: components["schemas"]["Catch"];
      key: "number";
      insert: Omit<components["schemas"]["Catch"], "number">;
    };
    "specimen": {
      row: Omit<components["schemas"]["Specimen"], "drawer">;
      key: "id";
      insert: Omit<Omit<components["schemas"]["Specimen"], "drawer">, "id">;
      model: components["schemas"]["Specimen"];
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
    Occupied: {
      members: Pick<components["schemas"]["OccupiedProblem"], "nestId">;
    };
    Conflict: {};
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
