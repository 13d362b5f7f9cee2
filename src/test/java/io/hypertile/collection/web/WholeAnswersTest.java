package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestLog;
import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** Answers of every format end with the last of the bytes that their heads announce. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class WholeAnswersTest extends OwnStorage {
  private static final String ID = "7f0e9d5c-3b1a-4c2d-8e6f-5a4b3c2d1e0f";

  @Test
  void noFormatWritesPastTheEnd() throws IOException {
    create(
        "grid",
        "{\"name\":\"grid\",\"kind\":\"array\",\"dtype\":\"float32\",\"dimensions\":"
            + "[{\"name\":\"y\",\"size\":2},{\"name\":\"x\",\"size\":3}]}",
        ID);
    String cells = COLLECTIONS + "/grid/arrays/" + ID + "/subset";
    api.json("PUT", cells, "[[1,2,3],[4,5,null]]").expect(204);
    for (String format :
        new String[] {
          "json", "npy", "raw", "csv", "npz", "netcdf", "zarr", "arrow", "png", "svg"
        }) {
      String slice = format.equals("svg") ? "?slice=0" : "?slice=:";
      Answer answer = api.get(cells + slice + "&format=" + format).expect(200);
      String length = answer.header("Content-Length");
      assertThat(length.isEmpty() || Integer.parseInt(length) == answer.response().body().length)
          .as(format)
          .isTrue();
    }
    assertThat(TestLog.text()).doesNotContain(" ERROR ");
  }
}
