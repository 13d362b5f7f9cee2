package io.hypertile.security;

import java.io.PrintStream;
import java.util.Arrays;

/** The command that makes a key: {@code java -jar hypertile.jar --hypertile.make-key[=name]}. */
public final class MakeKey {
  private static final String OPTION = "--hypertile.make-key";

  private MakeKey() {}

  /** Makes a key and prints it, if the arguments ask for that. Returns whether they do. */
  public static boolean run(String[] arguments, PrintStream out) {
    return Arrays.stream(arguments)
        .filter(argument -> argument.equals(OPTION) || argument.startsWith(OPTION + "="))
        .findFirst()
        .map(argument -> {
          print(argument.equals(OPTION) ? "" : argument.substring(OPTION.length() + 1), out);
          return true;
        })
        .orElse(false);
  }

  private static void print(String given, PrintStream out) {
    String name = given.matches("[A-Za-z0-9._@-]{1,100}") ? given : "key";
    String key = ApiKey.make();
    out.println("key: " + key);
    out.println(
        "It is shown this once. For application.yml in the working directory of the server:");
    out.println();
    out.println("hypertile:");
    out.println("  security:");
    out.println("    api-keys:");
    out.println("      - name: " + name);
    out.println("        hash: " + ApiKey.hash(key));
    out.println("        scopes: [read, write]");
    out.println("        collections: [\"*\"]");
  }
}
