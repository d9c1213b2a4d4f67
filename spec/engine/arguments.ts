/** The arguments of the commands. */
import { type ParseArgsConfig, parseArgs } from "node:util";

/** @param use the command's help @throws where the arguments are not those of the command; the message says its use */
export function readArguments<Config extends ParseArgsConfig>(use: string, config: Config) {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${use}`);
  }
}
