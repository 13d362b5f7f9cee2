package io.hypertile.dataset.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.collection.web.OwnStorage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** The table of figures as CSV and as Arrow. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class StatisticsTableTest extends OwnStorage {
  private static final String TABLE = COLLECTIONS + "/tabled/statistics";

  private static final String BATCH =
      """
      {"datasets": [
        {"name": "p1", "attributes": {"platform": "a,b", "cycle": 3, "good": true}, "arrays": [
          {"name": "t", "dtype": "float32", "dimensions": ["z"], "shape": [3],
           "fill_value": "NaN", "data": [31.2, "NaN", -1]},
          {"name": "at", "dtype": "timestamp_ns", "dimensions": ["z"], "shape": [2],
           "data": ["2024-01-01T00:00:00Z", "2024-01-02T03:04:05.000000006Z"]},
          {"name": "station", "dtype": "string", "dimensions": [], "shape": [], "data": "A \\"1\\""}]},
        {"name": "p2", "attributes": {"platform": "", "cycle": 0.5}, "arrays": [
          {"name": "t", "dtype": "int16", "dimensions": ["z"], "shape": [2], "data": [40, 2]}]},
        {"name": "bare"}]}
      """;

  @BeforeEach
  void create() throws IOException {
    api.json("POST", COLLECTIONS, "{\"name\": \"tabled\", \"kind\": \"dataset\"}").expect(201);
    api.json("POST", COLLECTIONS + "/tabled/datasets:batch", BATCH).expect(201);
  }

  @AfterEach
  void delete() throws IOException {
    api.delete(COLLECTIONS + "/tabled").expect(204);
  }

  @Test
  void columnsHaveTheTypesThatDatasetsMergeTo() throws IOException {
    Answer answer =
        api.get(TABLE + "?format=csv&arrays=t,at,station&attributes=platform,cycle,good")
            .expect(200);

    assertThat(answer.text().split("\r\n"))
        .containsExactly(
            "dataset,row,t.present,t.row_count,t.null_count,t.min,t.max,at.present,at.row_count,"
                + "at.null_count,at.min,at.max,station.present,station.row_count,"
                + "station.null_count,station.min,station.max,platform,cycle,good",
            "p1,0,true,3,1,-1.0,31.2,true,2,0,2024-01-01T00:00:00.000000000Z,"
                + "2024-01-02T03:04:05.000000006Z,true,1,0,\"A \"\"1\"\"\",\"A \"\"1\"\"\","
                + "\"a,b\",3.0,true",
            "p2,1,true,2,0,2.0,40.0,false,0,0,,,false,0,0,,,\"\",0.5,",
            "bare,2,false,0,0,,,false,0,0,,,false,0,0,,,,,");
  }

  @Test
  void rowsAreThoseOfConditionsInTheOrderThatIsAskedFor() throws IOException {
    assertThat(api.get(TABLE + "?format=csv&arrays=t&sort=-t.max").expect(200).text())
        .contains("p2,1,true,2,0,2.0,40.0\r\np1,0,")
        .endsWith("bare,2,false,0,0,,\r\n");
    assertThat(api.get(TABLE + "?format=csv&arrays=t&where=t.max%3C35").expect(200).text())
        .endsWith("t.max\r\np1,0,true,3,1,-1.0,31.2\r\n");
  }

  @Test
  void pagesAreLinkedWhereALimitIsGiven() throws IOException, InterruptedException {
    HttpResponse<String> first = ask("?format=csv&arrays=t&limit=2&sort=-t.max", "*/*");
    assertThat(first.body()).contains("p2,").contains("p1,").doesNotContain("bare");
    String link = first.headers().firstValue("Link").orElseThrow();
    String next = link.substring(1, link.indexOf('>'));
    assertThat(next).contains("format=csv");
    assertThat(api.get(next).expect(200).text()).endsWith("t.max\r\nbare,2,false,0,0,,\r\n");
  }

  private HttpResponse<String> ask(String query, String accept)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + TABLE + query))
              .header("Accept", accept)
              .build(),
          BodyHandlers.ofString());
    }
  }

  @Test
  void formIsThatOfTheParameterOrTheHeader() throws IOException, InterruptedException {
    String arrow = "application/vnd.apache.arrow.stream";
    for (List<String> each :
        List.of(
            List.of("", "*/*", "application/json"),
            List.of("", "text/csv", "text/csv"),
            List.of("", "text/html, text/csv;q=0.5, */*;q=0.1", "text/csv"),
            List.of("", arrow, arrow),
            List.of("?format=json", arrow, "application/json"),
            List.of("?format=arrow", "*/*", arrow))) {
      HttpResponse<String> answer = ask(each.get(0), each.get(1));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith(each.get(2));
    }
    assertThat(ask("", "image/png").statusCode()).isEqualTo(406);
    assertThat(ask("?format=xml", "*/*").statusCode()).isEqualTo(400);
    assertThat(ask("?format=csv&summaries=true", "*/*").statusCode()).isEqualTo(400);
  }

  @Test
  void arrowHasTheSameTable() throws IOException, InterruptedException {
    String body = ask("?format=arrow&arrays=station&attributes=platform", "*/*").body();

    assertThat(body).contains("station.max").contains("p1p2bare").contains("A \"1\"");
  }
}
