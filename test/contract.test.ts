/** What holds for any contract, held for this one. */
import { createClient } from "../client/index.ts";
import { createTestFetch } from "../client/testing.ts";
import { examples } from "../generated/examples.ts";
import { service } from "../server/app.ts";
import own from "../server/migrations/own.json" with { type: "json" };
import { serving } from "./engine/serving.ts";
import { describeContract } from "./engine/suite.ts";

const serve = serving(service, createClient);

describeContract({ service, serve, createClient, createTestFetch, examples, own });
