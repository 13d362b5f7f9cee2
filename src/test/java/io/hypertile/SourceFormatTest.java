package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every Java file is laid out by google-java-format. {@code ./mvnw test -Dtest=SourceFormatTest
 * -Dformat.update=true} rewrites the files that are not.
 */
class SourceFormatTest {
  private static final Path BASE = Path.of(System.getProperty("hypertile.basedir", "."));

  @Test
  void everySourceFileIsFormatted() throws Exception {
    List<String> unformatted = new ArrayList<>();
    for (Path file : sources()) {
      String found = Files.readString(file);
      String wanted = format(found);
      if (!found.equals(wanted)) {
        unformatted.add(BASE.relativize(file).toString());
        if (Boolean.getBoolean("format.update")) {
          Files.writeString(file, wanted);
        }
      }
    }
    if (!Boolean.getBoolean("format.update")) {
      assertThat(unformatted)
          .as("files to format: ./mvnw test -Dtest=SourceFormatTest -Dformat.update=true")
          .isEmpty();
    }
  }

  private static String format(String source) throws Exception {
    String imports = ImportOrderer.reorderImports(source, JavaFormatterOptions.Style.GOOGLE);
    return new Formatter().formatSource(RemoveUnusedImports.removeUnusedImports(imports));
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(BASE.resolve("src"))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
