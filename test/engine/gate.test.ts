/** Which contract a service's is compared with, and which changes may pass. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Document } from "../../server/engine/contract/document.ts";
import { baseOf, type Changes, changesSince, isBreach } from "../../spec/engine/gate.ts";
import { document } from "./aviary.ts";
import { temporaryFolder } from "./process.ts";

/** A repository on its main branch, with a contract that is committed. */
function repository(folder = temporaryFolder()) {
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=anybody", "-c", "user.email=anybody@localhost", ...args], {
      cwd: folder,
      stdio: "pipe",
    });
  let current = structuredClone(document);
  const write = (edit: (contract: Document) => void, name = "bird-api") => {
    current = structuredClone(document);
    edit(current);
    for (const each of ["generated", "spec"]) mkdirSync(join(folder, each), { recursive: true });
    writeFileSync(join(folder, "generated/openapi.json"), JSON.stringify(current));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name }));
  };
  const commit = () => {
    git("add", ".");
    git("commit", "--quiet", "--message", "changes");
  };
  return {
    folder,
    git,
    write,
    commit,
    approve: (text: string) => writeFileSync(join(folder, "spec/approved.yaml"), text),
    base: () => baseOf(folder, current),
    async changes(): Promise<Changes> {
      const { base } = await baseOf(folder, current);
      if (!base) throw new Error("there is no base");
      return changesSince(base, current, folder);
    },
  };
}

/** The same with a first commit. */
function begun() {
  const created = repository();
  created.git("init", "--quiet", "--initial-branch=main");
  created.write(() => {});
  created.commit();
  return created;
}

const tighter = ({ components }: Document) => Object.assign(components.schemas.BirdName ?? {}, { maxLength: 9 });

describe("the gate", () => {
  test("refuses a breaking change without its version or an approval, and names idle approvals", async () => {
    const { write, approve, changes } = begun();
    write(tighter);
    const refused = await changes();
    expect([refused.asksFor, isBreach(refused)]).toEqual(["2.0.0", true]);
    const [{ place, words } = { place: "", words: "" }] = refused.all;
    approve(`${JSON.stringify(`${place}: ${words}`)}: no bird has a longer name\n`);
    const approved = await changes();
    expect(approved.all).toMatchObject([{ words: expect.stringContaining("(approved: no bird has a longer name)") }]);
    expect(isBreach(approved)).toBe(false);
    approve('"Birds_list: gone": a reason\n');
    write((contract) => {
      tighter(contract);
      contract.info.version = "2.0.0";
    });
    const idle = await changes();
    expect([idle.idle, isBreach(idle)]).toEqual([["Birds_list: gone"], false]);
    approve("- no map");
    await expect(changes()).rejects.toThrow("spec/approved.yaml holds lines like");
  });

  test("compares with the newest release, also once changes are committed", async () => {
    const { git, write, commit, base } = begun();
    git("tag", "v1.0.0");
    write(tighter);
    commit();
    expect(await base()).toMatchObject({ base: { revision: "v1.0.0", about: "v1.0.0", document }, isFirm: true });
  });

  test("compares with where a branch left the main one, where there is no release", async () => {
    const { git, write, commit, base } = begun();
    git("checkout", "--quiet", "-b", "edit");
    write(tighter);
    commit();
    const about = expect.stringMatching(/^main \([0-9a-f]{7}\)$/);
    expect(await base()).toMatchObject({ base: { about, document }, isFirm: true });
  });

  test("compares with the main branch of the place that it was cloned from, on the main branch itself", async () => {
    const { folder } = begun();
    const clone = repository();
    clone.git("clone", "--quiet", folder, ".");
    clone.write(tighter);
    clone.commit();
    expect(await clone.base()).toMatchObject({
      base: { about: expect.stringMatching(/^origin\/HEAD/), document },
      isFirm: true,
    });
  });

  test("knows that the last commit alone is no base to rely on", async () => {
    const { git, write, base } = begun();
    git("branch", "--move", "edit"); // As a shallow clone of a branch has no other.
    write(tighter);
    expect(await base()).toMatchObject({ base: { about: "the last commit", document }, isFirm: false });
  });

  test("takes a service that was renamed for the same, and one with other operations too for another", async () => {
    const { git, write, commit, base } = begun();
    write(() => {}, "parrot-api");
    expect(await base()).toMatchObject({ base: { name: "bird-api" } });
    write((contract) => {
      for (const item of Object.values(contract.paths))
        for (const operation of Object.values(item)) operation.operationId = `Other${operation.operationId}`;
    }, "parrot-api");
    expect((await base()).base).toBeUndefined();
    git("tag", "v9.0.0"); // As a clone has the tags of what it was cloned from.
    commit();
    expect((await base()).base).toMatchObject({ name: "parrot-api", about: expect.stringMatching(/^main/) });
  });

  test("says so where CONTRACT_BASE names no contract", async () => {
    const { base } = begun();
    process.env.CONTRACT_BASE = "nowhere";
    try {
      await expect(base()).rejects.toThrow("CONTRACT_BASE: git has no contract at nowhere");
    } finally {
      delete process.env.CONTRACT_BASE;
    }
  });
});
