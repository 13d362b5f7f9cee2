package io.hypertile.deker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.hdf5.filter.Hdf5Filter;
import io.hypertile.ndarray.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The coverage tables say what is so: every row has its test, its refusal and its filter. */
class Hdf5ProfileDocTest {
  private static final Path BASE =
      Path.of(System.getProperty("hypertile.basedir", System.getProperty("user.dir")));
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** A row of a table, by the names of its columns. */
  private record Row(String section, Map<String, String> cells) {
    String get(String column) {
      return cells.getOrDefault(column, "");
    }

    /** What stands between backquotes in a column; empty when nothing does. */
    List<String> quoted(String column) {
      return CODE.matcher(get(column)).results().map(match -> match.group(1)).toList();
    }
  }

  private static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    String section = "";
    List<String> columns = List.of();
    for (String line : Files.readAllLines(BASE.resolve("src/docs/hdf5-profile.md"))) {
      if (line.startsWith("## ")) {
        section = line.substring(3);
      }
      if (!line.startsWith("|")) {
        columns = List.of();
        continue;
      }
      List<String> cells =
          Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
              .map(String::strip)
              .toList();
      if (columns.isEmpty()) {
        columns = cells;
      } else if (!cells.getFirst().startsWith("---")) {
        assertThat(cells).as(line).hasSameSizeAs(columns);
        Map<String, String> named = new TreeMap<>();
        for (int at = 0; at < cells.size(); at++) {
          named.put(columns.get(at), cells.get(at));
        }
        rows.add(new Row(section, named));
      }
    }
    assertThat(rows).hasSizeGreaterThan(50);
    return rows;
  }

  private static String sources(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(BASE.resolve(folder))) {
      List<Path> paths = files.filter(Files::isRegularFile).toList();
      StringBuilder all = new StringBuilder();
      for (Path path : paths) {
        all.append(Files.readString(path)).append('\n');
      }
      return all.toString();
    }
  }

  @Test
  void everyRowHasATestThatIsThere() throws IOException {
    Map<String, Path> files;
    try (Stream<Path> tests = Files.walk(BASE.resolve("src/test"))) {
      files =
          tests
              .filter(path -> path.toString().matches(".*\\.(java|py)"))
              .collect(
                  Collectors.toMap(
                      path -> path.getFileName().toString(), path -> path, (a, b) -> a));
    }
    for (Row row : rows()) {
      assertThat(row.quoted("Test")).as("%s", row).hasSize(1);
      String test = row.quoted("Test").getFirst();
      if (files.containsKey(test)) {
        continue;
      }
      String[] parts = test.split("\\.");
      assertThat(files).as("%s", row).containsKey(parts[0] + ".java");
      assertThat(Files.readString(files.get(parts[0] + ".java")))
          .as("%s", row)
          .contains("void " + parts[1] + "(");
    }
  }

  @Test
  void everyRefusalStandsInTheSources() throws IOException {
    String sources =
        sources("src/main/java/io/hypertile/hdf5")
            + sources("src/main/java/io/hypertile/deker/store")
            + sources("src/main/java/io/hypertile/hdf5/filter")
            + sources("src/main/java/io/hypertile/codec");
    for (Row row : rows()) {
      if (row.get("Read").equals("no")) {
        assertThat(row.quoted("Refused as")).as("%s", row).hasSize(1);
      }
      for (String refusal : row.quoted("Refused as")) {
        assertThat(sources).as("%s", row).contains(refusal);
      }
    }
  }

  @Test
  void theFiltersAreThoseThatAreBuiltIn() throws IOException {
    Map<Integer, Boolean> documented = new TreeMap<>();
    for (Row row : rows()) {
      Matcher number = Pattern.compile("\\d+").matcher(row.get("Number"));
      if (row.section().equals("Filters") && number.matches()) {
        boolean isRead = row.get("Read").equals("yes");
        assertThat(row.get("Write").startsWith("yes")).as("%s", row).isEqualTo(isRead);
        documented.put(Integer.valueOf(row.get("Number")), isRead);
      }
    }
    List<Integer> built = Stream.of(Hdf5Filter.values()).map(Hdf5Filter::number).sorted().toList();
    assertThat(
            documented.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList())
        .containsExactlyElementsOf(built);
    assertThat(documented).containsValue(false);
  }

  @Test
  void everyTypeOfCellsHasARow() throws IOException {
    List<String> documented =
        rows().stream()
            .filter(row -> row.section().equals("Types of cells"))
            .flatMap(row -> Arrays.stream(row.get("Type").split(", ")))
            .toList();
    assertThat(documented)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(DType.values()).map(DType::numpyName).toList());
  }
}
