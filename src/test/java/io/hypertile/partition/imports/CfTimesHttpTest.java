package io.hypertile.partition.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.collection.web.OwnStorage;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.NumberConversion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** Numbers of files that stand for times by the CF conventions, inserted where dates are keys. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class CfTimesHttpTest extends OwnStorage {
  private static final String DAYS = COLLECTIONS + "/days";
  private static final String DOCUMENT =
      """
      {'name': 'days', 'kind': 'partitioned', 'axis': 'time',
       'partitioning': {'name': 'date', 'variable': 'time', 'dimension': 'time', 'resolution': 'D'},
       'schema': {'dimensions': [{'name': 'time', 'chunks': 3}], 'variables': [
         {'name': 'time', 'dtype': '<M8[%s]', 'dimensions': ['time']},
         {'name': 'lag', 'dtype': '<m8[ms]', 'dimensions': ['time']}]}}
      """;

  @BeforeEach
  void create() throws IOException {
    create("s");
  }

  private void create(String unit) throws IOException {
    json("POST", COLLECTIONS, DOCUMENT.formatted(unit)).expect(201);
  }

  @AfterEach
  void delete() throws IOException {
    api.delete(DAYS).expect(204);
  }

  private Answer insert(String name, DType type, String attributes, double... numbers)
      throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("zarr.json", bytes("{\"zarr_format\": 3, \"node_type\": \"group\"}"));
    add(files, name, type, attributes, numbers);
    if (!name.equals("time")) {
      add(files, "time", DType.INT8, "'units': 'days since 2000-01-01'", 0, 1, 2);
    }
    return api.body("POST", DAYS + "/rows", "application/zip", zip(files));
  }

  private static void add(
      Map<String, byte[]> files, String name, DType type, String attributes, double... numbers) {
    String document =
        """
        {'zarr_format': 3, 'node_type': 'array', 'shape': [%d], 'data_type': '%s',
         'chunk_grid': {'name': 'regular', 'configuration': {'chunk_shape': [%d]}},
         'chunk_key_encoding': {'name': 'default', 'configuration': {'separator': '/'}},
         'fill_value': 0, 'codecs': [{'name': 'bytes', 'configuration': {'endian': 'little'}}],
         'attributes': {%s}, 'dimension_names': ['time']}
        """
            .formatted(numbers.length, type.numpyName(), numbers.length, attributes);
    files.put(name + "/zarr.json", bytes(document));
    files.put(name + "/c/0", cells(type, numbers));
  }

  private static byte[] cells(DType type, double... numbers) {
    byte[] cells = new byte[type.size() * numbers.length];
    ByteBuffer doubles =
        ByteBuffer.allocate(Double.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(numbers).forEach(doubles::putDouble);
    NumberConversion.of(DType.FLOAT64, ByteOrder.LITTLE_ENDIAN, type)
        .convert(
            MemorySegment.ofArray(doubles.array()), MemorySegment.ofArray(cells), numbers.length);
    return cells;
  }

  private static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] zip(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }

  private String values(String variable) throws IOException {
    return api.get(DAYS + "/rows?layout=values&variables=" + variable).expect(200).text().strip();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FLOAT64 | days since 1950-01-01            | 27029.1, 27029.333333333332, 27030      | 2024-01-02T02:24:00, 2024-01-02T08:00:00, 2024-01-03T00:00:00
          FLOAT64 | hours since 1900-01-01 00:00:00  | 1087008.5, 1087009.1, 1087032.25      | 2024-01-03T00:30:00, 2024-01-03T01:06:00, 2024-01-04T00:15:00
          FLOAT64 | seconds since 2000-01-01T12:00:00 | 1, 2, 90000                          | 2000-01-01T12:00:01, 2000-01-01T12:00:02, 2000-01-02T13:00:00
          FLOAT64 | days since 0001-01-01            | 738521.1, 738521.7, 738522.33333333337| 2022-12-31T02:24:00, 2022-12-31T16:48:00, 2023-01-01T08:00:00
          FLOAT32 | days since 2024-01-01            | 0.5, 1.25, 2                          | 2024-01-01T12:00:00, 2024-01-02T06:00:00, 2024-01-03T00:00:00
          FLOAT32 | hours since 2024-01-01           | 0.1, 24.1, 48.1                       | 2024-01-01T00:06:00, 2024-01-02T00:06:00, 2024-01-03T00:06:00
          FLOAT16 | days since 2024-01-01            | 0.5, 1.25, 2                          | 2024-01-01T12:00:00, 2024-01-02T06:00:00, 2024-01-03T00:00:00
          INT8    | days since 2024-01-01            | -1, 0, 7                              | 2023-12-31T00:00:00, 2024-01-01T00:00:00, 2024-01-08T00:00:00
          INT16   | hours since 2024-01-01           | -1, 0, 25                             | 2023-12-31T23:00:00, 2024-01-01T00:00:00, 2024-01-02T01:00:00
          UINT8   | hours since 2024-01-01           | 0, 200, 255                           | 2024-01-01T00:00:00, 2024-01-09T08:00:00, 2024-01-11T15:00:00
          UINT16  | seconds since 2024-01-01         | 0, 3, 65535                           | 2024-01-01T00:00:00, 2024-01-01T00:00:03, 2024-01-01T18:12:15
          UINT32  | seconds since 1970-01-01         | 0, 3, 4102444800                      | 1970-01-01T00:00:00, 1970-01-01T00:00:03, 2100-01-01T00:00:00
          INT64   | minutes since 2024-01-01         | 0, 3, 1440                            | 2024-01-01T00:00:00, 2024-01-01T00:03:00, 2024-01-02T00:00:00
          """)
  void numbersOfEveryTypeAreTimes(DType type, String units, String numbers, String times)
      throws IOException {
    double[] cells = Arrays.stream(numbers.split(",")).mapToDouble(Double::parseDouble).toArray();
    insert("time", type, "'units': '" + units + "'", cells).expect(200);
    assertThat(values("time"))
        .isEqualTo("{\"time\":[\"" + times.strip().replace(", ", "\",\"") + "\"]}");
  }

  @Test
  void lengthsOfTimeAreThoseOfTheirUnits() throws IOException {
    insert(
            "lag",
            DType.FLOAT64,
            "'units': 'days', '_FillValue': 'AAAAAAAA8L8='",
            0.1,
            Double.NaN,
            -1)
        .expect(200);
    assertThat(values("lag")).isEqualTo("{\"lag\":[8640000,null,null]}");
    insert("lag", DType.INT16, "'units': 'hours', '_FillValue': -1", 1, -1, -2).expect(200);
    assertThat(values("lag")).isEqualTo("{\"lag\":[3600000,null,-7200000]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          FLOAT64 | 'units': 'days since 2024-01-01'                     | NaN      | NaT
          FLOAT64 | 'units': 'days since 2024-01-01', '_FillValue': 'AAAAAADAWEA=' | 99       | NaT
          INT32   | 'units': 'days since 2024-01-01', '_FillValue': 99   | 99       | NaT
          FLOAT64 | 'units': 'days since 2024-01-01'                     | Infinity | Infinity
          FLOAT64 | 'units': 'days since 2024-01-01'                     | 1e300    | 1.0E300
          FLOAT64 | 'units': 'seconds since 2024-01-01'                  | 0.25     | 0.25
          FLOAT64 | 'units': 'months since 2024-01-01'                   | 1        | months
          FLOAT64 | 'units': 'days since 2024-01-01', 'calendar': 'noleap' | 1      | noleap
          FLOAT64 | 'units': 'm'                                         | 1        | float64
          """)
  void numbersThatAreNoTimesAreRefusedAndNothingChanges(
      DType type, String attributes, double number, String told) throws IOException {
    Answer answer = insert("time", type, attributes, 0, number);
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.json().get("detail").stringValue()).contains(told);
    assertThat(api.get(DAYS + "/rows?variables=time").status()).isEqualTo(204);
  }

  @Test
  void fractionsOfFinerTimesAreTheNearestMicrosecond() throws IOException {
    api.delete(DAYS).expect(204);
    create("ns");
    insert("time", DType.FLOAT64, "'units': 'seconds since 2024-01-01'", 0.25, 1.000001, 2)
        .expect(200);
    assertThat(values("time"))
        .isEqualTo(
            "{\"time\":[\"2024-01-01T00:00:00.250000000\",\"2024-01-01T00:00:01.000001000\",\"2024-01-01T00:00:02.000000000\"]}");
  }
}
