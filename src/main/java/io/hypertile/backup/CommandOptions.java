package io.hypertile.backup;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Options of the jar's commands, from its arguments or, for settings of the server, from variables
 * of the environment as well. Files of settings are not read: a command must not guess which
 * storage is meant.
 *
 * @param arguments of the program
 * @param environment its variables
 */
record CommandOptions(List<String> arguments, Map<String, String> environment) {
  private static final String ROOT = "--hypertile.storage.root";
  private static final String ROOT_VARIABLE = "HYPERTILE_STORAGE_ROOT";
  private static final String KEEP = "--hypertile.backup.keep";
  private static final String KEEP_VARIABLE = "HYPERTILE_BACKUP_KEEP";

  /** Copies both. */
  CommandOptions {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  static CommandOptions of(String[] arguments, Map<String, String> environment) {
    return new CommandOptions(Arrays.asList(arguments), environment);
  }

  /** Options that do not say enough. Its message says how to call the command. */
  static final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
      super(message);
    }
  }

  /** The value of an option, an empty text if it is given without one; empty if it is not given. */
  Optional<String> find(String option) {
    return arguments.stream()
        .filter(argument -> argument.equals(option) || argument.startsWith(option + "="))
        .map(argument -> argument.equals(option) ? "" : argument.substring(option.length() + 1))
        .findFirst();
  }

  /**
   * The directory that an option names.
   *
   * @throws UsageException if the option has no value or is not given
   */
  Path directory(String option) {
    return find(option)
        .filter(value -> !value.isBlank())
        .map(Path::of)
        .orElseThrow(() -> new UsageException("Give a directory: " + option + "=DIRECTORY."));
  }

  /**
   * The root of the storage.
   *
   * @throws UsageException if it is not given
   */
  Path root() {
    return find(ROOT)
        .or(() -> Optional.ofNullable(environment.get(ROOT_VARIABLE)))
        .filter(value -> !value.isBlank())
        .map(Path::of)
        .orElseThrow(() ->
            new UsageException(
                "Give the directory of the storage: "
                    + ROOT
                    + "=DIRECTORY, or in "
                    + ROOT_VARIABLE
                    + "."));
  }

  /**
   * Number of finished backups that stay; 0 for all.
   *
   * @throws UsageException if the setting is not such a number
   */
  int keep() {
    String variable = environment.getOrDefault(KEEP_VARIABLE, "");
    String preset = variable.isBlank() ? BackupTarget.USUAL_KEEP : variable;
    String given = find(KEEP).orElse(preset).strip();
    int keep;
    try {
      keep = Integer.parseInt(given);
    } catch (NumberFormatException e) {
      keep = -1;
    }
    if (keep < 0) {
      throw new UsageException(
          "How many finished backups stay is a whole number, 0 for all: "
              + KEEP
              + "="
              + BackupTarget.USUAL_KEEP
              + "; it is \""
              + given
              + "\".");
    }
    return keep;
  }
}
