package io.hypertile.partition.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.collection.web.OwnStorage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** Files with packed numbers, and fill values of files whose cells are converted. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class PackedFilesHttpTest extends OwnStorage {
  private static final String PACKED = "'scale_factor': 0.25, 'add_offset': 100";

  /** A collection whose files are inserted into others. */
  private static final String FILE = "file";

  private static final String KEPT = "kept";

  @AfterEach
  void delete() throws IOException {
    api.delete(COLLECTIONS + "/" + FILE);
    api.delete(COLLECTIONS + "/" + KEPT);
  }

  private void create(String name, String type, String fill, String attributes) throws IOException {
    json(
            "POST",
            COLLECTIONS,
            """
            {'name': '%s', 'kind': 'partitioned', 'axis': 'i',
             'partitioning': {'name': 'sequence', 'variables': ['c'], 'dimension': 'i'},
             'schema': {'dimensions': [{'name': 'i'}], 'variables': [
               {'name': 'c', 'dtype': '<i4', 'dimensions': ['i']},
               {'name': 'v', 'dtype': '%s', 'dimensions': ['i'], 'fill_value': %s,
                'attrs': {%s}}]}}
            """
                .formatted(name, type, fill, attributes))
        .expect(201);
  }

  private static String media(String format) {
    return format.equals("zarr") ? "application/zip" : "application/x-netcdf";
  }

  /** Inserts the file of one collection into another. */
  private Answer move(String format, String query) throws IOException {
    byte[] file =
        api.get(COLLECTIONS + "/" + FILE + "/rows?format=" + format).expect(200).response().body();
    return api.body("POST", COLLECTIONS + "/" + KEPT + "/rows" + query, media(format), file);
  }

  private void insert(String cells) throws IOException {
    json("POST", COLLECTIONS + "/" + FILE + "/rows", "{'c': [1, 1, 1, 1], 'v': " + cells + "}")
        .expect(200);
  }

  private String values() throws IOException {
    return api.get(COLLECTIONS + "/" + KEPT + "/rows?layout=values&variables=v")
        .expect(200)
        .text()
        .strip();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          netcdf | <i2 | -99 | <f4    | -1   | ''          | [-1.0,100.0,101.0,75.5]
          zarr   | <i2 | -99 | <f4    | -1   | ''          | [-1.0,100.0,101.0,75.5]
          netcdf | <i2 | -99 | <f4    | -1   | ?cast=safe  | [-1.0,100.0,101.0,75.5]
          zarr   | <i2 | -99 | <f8    | null | ?cast=safe  | [null,100.0,101.0,75.5]
          netcdf | <f4 | -99 | <f4    | null | ''          | [null,100.0,101.0,75.5]
          zarr   | <u8 | 77  | <f2    | 7    | ''          | [100.0,100.0,101.0,7.0]
          """)
  void packedNumbersBecomeTheFloatsThatTheyStandFor(
      String format,
      String packed,
      String absent,
      String kept,
      String fill,
      String query,
      String expected)
      throws IOException {
    create(FILE, packed, absent, PACKED);
    create(KEPT, kept, fill, "");
    insert(packed.equals("<u8") ? "[0, 0, 4, 77]" : "[-99, 0, 4, -98]");
    move(format, query.replace("''", "")).expect(200);
    assertThat(values()).isEqualTo("{\"v\":" + expected + "}");
  }

  @ParameterizedTest
  @CsvSource({"netcdf", "zarr"})
  void numbersOfMissingValueStandForNothing(String format) throws IOException {
    create(FILE, "<i4", "-99", PACKED + ", 'missing_value': -98");
    create(KEPT, "<f8", "null", "");
    insert("[-99, -98, -97, 1]");
    move(format, "").expect(200);
    assertThat(values()).isEqualTo("{\"v\":[null,null,75.75,100.25]}");
  }

  @ParameterizedTest
  @CsvSource({"netcdf, <f8", "zarr, <f8", "netcdf, <i4", "zarr, <i4"})
  void packedTimesAreTimes(String format, String type) throws IOException {
    create(FILE, type, "-1", "'units': 'days since 2000-01-01', 'scale_factor': 0.25");
    create(KEPT, "<M8[s]", "null", "");
    insert("[1, 4, -1, 6]");
    move(format, "").expect(200);
    assertThat(values())
        .isEqualTo(
            "{\"v\":[\"2000-01-01T06:00:00\",\"2000-01-02T00:00:00\",null,\"2000-01-02T12:00:00\"]}");
  }

  @ParameterizedTest
  @CsvSource({"netcdf, <i2", "zarr, <i2", "netcdf, <i4", "zarr, |b1", "zarr, <c8"})
  void packedNumbersAreRefusedWhereTheyCannotBeKept(String format, String type) throws IOException {
    create(FILE, "<i2", "-99", PACKED);
    create(KEPT, type, "null", "");
    insert("[0, 1, 2, 3]");
    for (String query : List.of("", "?cast=safe")) {
      Answer refused = move(format, query);
      assertThat(refused.problem(422, "value-out-of-range").get("variable").stringValue())
          .isEqualTo("v");
      assertThat(refused.text()).contains("unpacked");
    }
    api.get(COLLECTIONS + "/" + KEPT + "/rows").expect(204);
  }

  @Test
  void numbersThatAreTooLargeForTheFloatsAreRefused() throws IOException {
    create(FILE, "<i4", "-99", "'scale_factor': 1e300");
    create(KEPT, "<f4", "null", "");
    insert("[0, 1, 2, 3]");
    move("zarr", "").problem(422, "value-out-of-range");
    api.delete(COLLECTIONS + "/" + FILE).expect(204);
    create(FILE, "<i4", "-99", "'scale_factor': 'many'");
    insert("[0, 1, 2, 3]");
    assertThat(move("zarr", "").problem(422, "value-out-of-range").get("detail").stringValue())
        .contains("scale_factor");
  }

  @ParameterizedTest
  @CsvSource({"netcdf", "zarr"})
  void numbersOfAVariableThatIsPackedTheSameStayAsTheyAre(String format) throws IOException {
    create(FILE, "<i2", "-99", PACKED);
    create(KEPT, "<i2", "-7", PACKED);
    insert("[0, -99, 2, 3]");
    move(format, "").expect(200);
    assertThat(values()).isEqualTo("{\"v\":[0,-7,2,3]}");
  }

  @ParameterizedTest
  @CsvSource({
    "netcdf, <i2, -99, <f4, 0.5, safe, '[1.0,0.5,3.0,-98.0]'",
    "zarr, <i2, -99, <i4, -5, safe, '[1,-5,3,-98]'",
    "zarr, <i2, -99, |i1, 7, fitting, '[1,7,3,-98]'",
    "netcdf, <f8, -1e300, <f4, 0.5, fitting, '[1.0,0.5,3.0,-98.0]'",
    "zarr, <i4, -99999, <i2, 0, fitting, '[1,0,3,-98]'"
  })
  void fillValueOfAFileBecomesThatOfTheVariableWhenCellsAreConverted(
      String format,
      String given,
      String absent,
      String kept,
      String fill,
      String cast,
      String expected)
      throws IOException {
    create(FILE, given, absent, "");
    create(KEPT, kept, fill, "");
    insert("[1, " + absent + ", 3, -98]");
    move(format, "?cast=" + cast).expect(200);
    assertThat(values()).isEqualTo("{\"v\":" + expected + "}");
  }

  @Test
  void fillValuesAreFoundInTheirPlacesAmongManyCells() throws IOException {
    create(FILE, "<i2", "-99", "");
    create(KEPT, "<f8", "-1", "");
    StringBuilder keys = new StringBuilder("1");
    StringBuilder cells = new StringBuilder("0");
    StringBuilder expected = new StringBuilder("0.0");
    for (int i = 1; i < 30_000; i++) {
      boolean isAbsent = i * 31 % 7 == 0 || i % 1000 < 3;
      keys.append(",1");
      cells.append(',').append(isAbsent ? -99 : i % 5000);
      expected.append(',').append(isAbsent ? -1.0 : i % 5000 + 0.0);
    }
    json("POST", COLLECTIONS + "/" + FILE + "/rows", "{'c': [" + keys + "], 'v': [" + cells + "]}")
        .expect(200);
    move("zarr", "?cast=safe").expect(200);
    assertThat(values()).isEqualTo("{\"v\":[" + expected + "]}");
  }
}
