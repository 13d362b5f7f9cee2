package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** Pictures over HTTP: of boxes, reductions and points, with their tags, heads and refusals. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"hypertile.limits.json-result=1KB", "hypertile.limits.result=1MB"})
class PicturesTest extends OwnStorage {
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  private static final String ARRAY = COLLECTIONS + "/pictures/arrays/" + ID;
  private static final String SUBSET = ARRAY + "/subset";

  @BeforeEach
  void createArray() throws IOException {
    if (api.get(COLLECTIONS + "/pictures").status() == 200) {
      return;
    }
    api.json(
            "POST",
            COLLECTIONS,
            """
            {"name": "pictures", "kind": "array", "dtype": "int16", "fill_value": -1, "dimensions": [
             {"name": "hour", "type": "time", "size": 3, "start_value": "2023-01-03T00:00:00Z",
              "step": "PT1H"},
             {"name": "y", "size": 40, "scale": {"start_value": -10.0, "step": 0.5, "name": "lat"}},
             {"name": "x", "size": 50}],
             "attributes": [{"name": "units", "dtype": "string", "primary": false}]}
            """)
        .expect(201);
    api.json(
            "POST",
            COLLECTIONS + "/pictures/arrays",
            "{\"id\": \"" + ID + "\", \"custom_attributes\": {\"units\": \"m s-1\"}}")
        .expect(201);
    byte[] cells = new byte[3 * 40 * 50 * 2];
    for (int n = 0; n < cells.length / 2; n++) {
      int value = n % 7 == 0 ? -1 : n % 2000 / 50;
      cells[2 * n] = (byte) value;
      cells[2 * n + 1] = (byte) (value >> 8);
    }
    api.body("PUT", SUBSET, "application/octet-stream", cells).expect(204);
  }

  private static BufferedImage image(Answer answer) throws IOException {
    assertThat(answer.header("Content-Type")).isEqualTo("image/png");
    return ImageIO.read(new ByteArrayInputStream(answer.response().body()));
  }

  @Test
  void aBoxIsAMapWithNorthUpAndNullsTransparent() throws IOException {
    BufferedImage image = image(api.get(SUBSET + "?slice=1&format=png").expect(200));
    assertThat(image.getWidth()).isEqualTo(50);
    assertThat(image.getHeight()).isEqualTo(40);
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 50; x++) {
        int cell = 2000 + (39 - y) * 50 + x;
        assertThat(image.getRGB(x, y) >>> 24).isEqualTo(cell % 7 == 0 ? 0 : 255);
      }
    }
    assertThat(image.getRGB(1, 0)).isEqualTo(0xfffde725);
    assertThat(image.getRGB(3, 39)).isEqualTo(0xff440154);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "subset?reduce=mean(hour)&format=png # 50 # 40",
        "subset?reduce=mean&coarsen=y:4,x:5&isel.hour=0&format=png # 10 # 10",
        "subset?reduce=max(x)&x=hour&y=y&format=png # 3 # 40",
        "subset.png?isel.hour=0&width=100 # 100 # 80",
        "subset?isel.hour=0&format=png&x=y # 40 # 50",
        "subset?points=lat;1.0;2.0;3.0&isel.x=0:20&isel.hour=0&format=png # 20 # 3"
      })
  void reductionsAndPointsHavePicturesToo(String address, int width, int height)
      throws IOException {
    BufferedImage image = image(api.get(ARRAY + "/" + address).expect(200));
    assertThat(image.getWidth()).isEqualTo(width);
    assertThat(image.getHeight()).isEqualTo(height);
  }

  @Test
  void linesAreSvgThatRunsNothing() throws IOException {
    Answer answer = api.get(SUBSET + ".svg?isel.hour=:&isel.y=3&isel.x=1").expect(200);
    assertThat(answer.header("Content-Type")).isEqualTo("image/svg+xml");
    assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
    assertThat(answer.text()).startsWith("<svg").contains("m s-1", "2023-01-03", ">hour<");
    assertThat(api.get(SUBSET + "?isel.hour=0&isel.x=3", "Accept", "image/svg+xml").text())
        .contains(">lat<");
  }

  @Test
  void limitsOfTextsAreNoLimitsOfLines() throws IOException {
    api.get(SUBSET + "?isel.y=0:12&isel.hour=0&format=json").problem(413, "result-too-large");
    api.get(SUBSET + "?isel.y=0:12&isel.hour=0&format=svg&x=x").expect(200);
  }

  @Test
  void theSameRequestHasTheSameTagAndOthersHaveOthers() throws IOException {
    String tag = api.get(SUBSET + "?slice=1&format=png").expect(200).header("ETag");
    api.get(SUBSET + "?slice=1&format=png", "If-None-Match", tag).expect(304);
    for (String other :
        new String[] {"colors=magma", "range=1,2", "width=20", "legend=true", "flip=x", "x=y"}) {
      Answer answer = api.get(SUBSET + "?slice=1&format=png&" + other, "If-None-Match", tag);
      assertThat(answer.expect(200).header("ETag")).isNotEqualTo(tag);
    }
    Answer head = api.head(SUBSET + "?slice=1&format=png").expect(200);
    assertThat(head.header("ETag")).isEqualTo(tag);
    assertThat(head.header("Content-Type")).isEqualTo("image/png");
    assertThat(head.response().body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "slice=1&colors=magma # colors",
        "slice=1&format=npy&legend=true # legend",
        "slice=1&format=svg&flip=x # flip",
        "slice=1&width=3 # width",
        "slice=1&format=json&x=3 # x",
        "slice=1&format=png&colour=magma # colour",
        "slice=1&format=png&range=1 # range",
        "slice=1&format=png&x=hour2 # x"
      })
  void parametersThatMeanNothingAreRefused(String query, String parameter) throws IOException {
    JsonNode problem = api.get(SUBSET + "?" + query).problem(400, "invalid-request");
    assertThat(problem.get("parameter").asString()).isEqualTo(parameter);
  }

  @Test
  void anAxisOfTheNameOfAParameterIsStillExplained() throws IOException {
    String detail =
        api.get(SUBSET + "?slice=1&y=3").problem(400, "invalid-request").get("detail").asString();
    assertThat(detail).contains("sel.y=");
  }

  @Test
  void whatCannotBeDrawnIsRefusedWithAdvice() throws IOException {
    assertThat(detail("format=png")).contains("\"hour\"").contains("one position");
    assertThat(detail("format=png&isel.hour=0&isel.y=0")).contains("format=svg");
    assertThat(detail("format=svg&isel.hour=0")).contains("format=png");
    api.body("PUT", SUBSET, "image/png", new byte[] {1}).problem(415, "unsupported-format");
  }

  private String detail(String query) throws IOException {
    return api.get(SUBSET + "?" + query).problem(406, "not-encodable").get("detail").asString();
  }

  @Test
  void largePicturesAreRefusedBeforeAnythingIsRead() throws IOException {
    api.get(SUBSET + "?slice=1&format=png&width=4096&height=4096").problem(413, "result-too-large");
  }

  @Test
  void namesOfFormatsMayBeInCapitals() throws IOException {
    assertThat(api.get(SUBSET + "?slice=1&format=PNG&colors=gray").header("Content-Type"))
        .isEqualTo("image/png");
  }
}
