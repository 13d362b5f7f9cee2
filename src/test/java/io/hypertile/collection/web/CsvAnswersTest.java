package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.engine.MemoryStorage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** CSV as readers of tables get it: in a charset that is named, with columns that differ. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.storage.engine=memory")
@Import(MemoryServer.class)
class CsvAnswersTest {
  private static final String C = "/api/v1/collections";

  @LocalServerPort int port;
  @Autowired MemoryStorage storage;
  private ApiClient api;

  @BeforeEach
  void begin() {
    storage.removeAll();
    api = new ApiClient(port);
  }

  private String subset(String dtype, String dimensions) throws IOException {
    api.json(
            "POST",
            C,
            "{\"name\":\"c\",\"kind\":\"array\",\"attributes\":[],\"dtype\":\""
                + dtype
                + "\",\"dimensions\":["
                + dimensions
                + "]}")
        .expect(201);
    return api.json("POST", C + "/c/arrays", "{}").header("Location") + "/subset";
  }

  @ParameterizedTest
  @CsvSource({"format=csv,*/*", "slice=0,text/csv", "format=csv&slice=0:1,application/json"})
  void answersSayTheirCharset(String query, String accept) throws IOException {
    String subset =
        subset("int8", "{\"name\":\"w\",\"size\":2,\"labels\":[\"temp\u00e9rature\",\"b\"]}");
    Answer answer = api.get(subset + "?" + query, "Accept", accept).expect(200);
    assertThat(answer.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8");
  }

  @Test
  void labelsComeBackInThatCharset() throws IOException {
    String subset =
        subset("int8", "{\"name\":\"w\",\"size\":2,\"labels\":[\"temp\u00e9rature\",\"b\"]}");
    assertThat(api.get(subset + "?format=csv").text())
        .isEqualTo("w,value\r\ntemp\u00e9rature,-128\r\nb,-128\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int8|value,z|value_|value,z,value_",
        "int8|value,value_|value__|value,value_,value__",
        "complex64|value_real,z|value_real_,value_imag_|value_real,z,value_real_,value_imag_"
      })
  void columnsDifferWhateverDimensionsAreCalled(
      String dtype, String names, String cells, String header) throws IOException {
    List<String> dimensions =
        List.of(names.split(",")).stream()
            .map(name -> "{\"name\":\"" + name + "\",\"size\":2}")
            .toList();
    String subset = subset(dtype, String.join(",", dimensions));
    String text = api.get(subset + "?format=csv").expect(200).text();
    assertThat(text.lines().findFirst()).contains(header);
    assertThat(header).endsWith(cells);
    assertThat(header.split(",")).doesNotHaveDuplicates();
  }

  @Test
  void aScaleNamedAsAnotherDimensionNamesNoColumn() throws IOException {
    String subset =
        subset(
            "int8",
            "{\"name\":\"y\",\"size\":2,\"scale\":{\"name\":\"x\",\"start_value\":10.0,\"step\":1.0}},"
                + "{\"name\":\"x\",\"size\":1}");
    assertThat(api.get(subset + "?format=csv").expect(200).text())
        .isEqualTo("y,x,value\r\n10.0,0,-128\r\n11.0,0,-128\r\n");
  }
}
