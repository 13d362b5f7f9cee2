package io.hypertile.dataset.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.OwnStorage;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** Datasets that are groups of one hierarchy, whose places may meet. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class DatasetTreeHttpTest extends OwnStorage {
  private static final String COLLECTION = "/api/v1/collections/grove";
  private static final String DATASETS = COLLECTION + "/datasets";

  @BeforeEach
  void create() throws IOException {
    api.json(
            "POST",
            "/api/v1/collections",
            "{\"name\": \"grove\", \"kind\": \"dataset\", \"layout\": \"tree\"}")
        .expect(201);
  }

  @AfterEach
  void delete() throws IOException {
    api.delete(COLLECTION).expect(204);
  }

  @Test
  void aRowIsReplacedByASingleCellAndBack() throws IOException {
    String row =
        "{\"arrays\": [{\"name\": \"a\", \"dtype\": \"int32\", \"dimensions\": [\"x\"],"
            + " \"shape\": [3], \"chunk_shape\": [2], \"data\": [1, 2, 3]}]}";
    String single =
        "{\"arrays\": [{\"name\": \"a\", \"dtype\": \"int32\", \"dimensions\": [], \"shape\": [],"
            + " \"data\": 7}]}";
    for (int turn = 0; turn < 2; turn++) {
      api.json("PUT", DATASETS + "/d", row).expect(204);
      assertThat(api.get(DATASETS + "/d/arrays/a/subset?layout=values").expect(200).text())
          .isEqualTo("[1,2,3]");
      api.json("PUT", DATASETS + "/d", single).expect(204);
      assertThat(api.get(DATASETS + "/d/arrays/a/subset?layout=values").expect(200).text())
          .isEqualTo("7");
    }
  }

  @ParameterizedTest
  @CsvSource({"a, b, a/b", "a, b, a/b/c", "x/a, b, x/a/b"})
  void datasetsInThePlacesOfArraysAreRefusedTogetherAndOneByOne(
      String one, String array, String other) throws IOException {
    String first =
        "{\"name\": \"%s\", \"arrays\": [{\"name\": \"%s\", \"dtype\": \"int8\", \"shape\": [1],"
            + " \"dimensions\": [\"x\"]}]}";
    String second = "{\"name\": \"%s\", \"arrays\": []}".formatted(other);
    String whole = first.formatted(one, array);
    for (String list : new String[] {whole + "," + second, second + "," + whole}) {
      api.json("POST", DATASETS + ":batch", "{\"datasets\": [" + list + "]}")
          .problem(409, "already-exists");
      assertThat(api.get(DATASETS).expect(200).json().get("items")).isEmpty();
    }
    api.json("POST", DATASETS, whole).expect(201);
    api.json("POST", DATASETS, second).problem(409, "already-exists");
    String encoded = one.replace("/", "%2F");
    api.delete(DATASETS + "/" + encoded + "/arrays/" + array).expect(204);
    api.json("POST", DATASETS, second).expect(201);
    api.json(
            "POST",
            DATASETS + "/" + encoded + "/arrays",
            whole.replaceAll(".*\\[\\{", "{").replaceAll("}]}$", "}"))
        .problem(409, "already-exists");
  }
}
