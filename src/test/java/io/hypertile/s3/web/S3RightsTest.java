package io.hypertile.s3.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hypertile.TestLog;
import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.collection.web.ApiKeys;
import io.hypertile.collection.web.OwnStorage;
import io.hypertile.security.ApiKey;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Who may do what through the protocol of S3, with keys as session tokens. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.s3.enabled=true")
class S3RightsTest extends OwnStorage {
  private static final String GROUP =
      "{\"zarr_format\": 3, \"node_type\": \"group\", \"attributes\": {}}";
  private static final String BOSS = ApiKey.make();
  private static final String WRITER = ApiKey.make();
  private static final String READER = ApiKey.make();
  private static final String OTHER = ApiKey.make();

  @DynamicPropertySource
  static void keys(DynamicPropertyRegistry registry) {
    ApiKeys.add(registry, 0, "boss", BOSS, "admin", "*");
    ApiKeys.add(registry, 1, "writer", WRITER, "write", "sea*");
    ApiKeys.add(registry, 2, "reader", READER, "read", "sea*");
    ApiKeys.add(registry, 3, "other", OTHER, "write", "land*");
  }

  @BeforeEach
  void connect() throws IOException {
    as(BOSS, "DELETE", "/api/v1/collections/sea", "");
    as(WRITER, "PUT", "/s3/zcollections/sea/zarr.json", GROUP).expect(200);
    as(WRITER, "PUT", "/s3/sea/x", "1").expect(200);
  }

  private Answer as(String key, String method, String path, String body) throws IOException {
    List<String> headers =
        path.startsWith("/s3")
            ? List.of(
                "x-amz-security-token", key, "Authorization", "AWS4-HMAC-SHA256 Credential=any")
            : List.of("X-API-Key", key);
    return api.send(
        api.request(path)
            .headers(headers.toArray(String[]::new))
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  private static void assertDenied(Answer answer, int status, String code) {
    answer.expect(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/xml");
    assertThat(answer.text()).contains("<Code>" + code + "</Code>");
  }

  @Test
  void callersMustBeKnown() throws IOException {
    for (String path :
        List.of("/s3", "/s3/", "/s3/sea/x", "/s3/sea?list-type=2", "/s3/nothing/x")) {
      assertDenied(api.get(path), 403, "AccessDenied");
      assertDenied(as("hk_wrong", "GET", path, ""), 403, "AccessDenied");
      assertDenied(as("anything", "GET", path, ""), 403, "AccessDenied");
      assertDenied(
          api.get(path, "Authorization", "AWS4-HMAC-SHA256 Credential=" + READER),
          403,
          "AccessDenied");
    }
    api.get("/s3/sea/x", "X-API-Key", READER).expect(200);
    assertThat(api.get("/api/v1/collections", "x-amz-security-token", READER).status())
        .isEqualTo(401);
  }

  @Test
  void readersReadAndChangeNothing() throws IOException {
    assertThat(as(READER, "GET", "/s3/sea/x", "").expect(200).text()).isEqualTo("1");
    as(READER, "GET", "/s3/zcollections?list-type=2", "").expect(200);
    assertDenied(as(READER, "PUT", "/s3/sea/x", "2"), 403, "AccessDenied");
    assertDenied(as(READER, "PUT", "/s3/sea/y", "2"), 403, "AccessDenied");
    assertDenied(as(READER, "PUT", "/s3/zcollections/sea2/zarr.json", GROUP), 403, "AccessDenied");
    assertDenied(as(READER, "DELETE", "/s3/sea/x", ""), 403, "AccessDenied");
    assertDenied(as(READER, "POST", "/s3/sea/x?uploads", ""), 403, "AccessDenied");
    String document = "<Delete><Object><Key>x</Key></Object></Delete>";
    assertThat(as(READER, "POST", "/s3/sea?delete", document).expect(200).text())
        .contains("<Code>AccessDenied</Code>");
    assertThat(as(READER, "GET", "/s3/sea/x", "").expect(200).text()).isEqualTo("1");
  }

  @Test
  void othersSeeNothing() throws IOException {
    assertDenied(as(OTHER, "GET", "/s3/sea/x", ""), 404, "NoSuchBucket");
    assertDenied(as(OTHER, "GET", "/s3/zcollections/sea/x", ""), 404, "NoSuchKey");
    assertDenied(as(OTHER, "GET", "/s3/sea?list-type=2", ""), 404, "NoSuchBucket");
    assertDenied(as(OTHER, "PUT", "/s3/zcollections/sea/x", "2"), 403, "AccessDenied");
    assertDenied(as(OTHER, "PUT", "/s3/zcollections/sea/zarr.json", GROUP), 403, "AccessDenied");
    assertDenied(as(OTHER, "DELETE", "/s3/sea/x", ""), 404, "NoSuchBucket");
    assertThat(as(OTHER, "GET", "/s3/zcollections?list-type=2", "").expect(200).text())
        .doesNotContain("sea");
    assertThat(as(OTHER, "GET", "/s3", "").expect(200).text()).doesNotContain("sea");
    as(OTHER, "PUT", "/s3/zcollections/land/zarr.json", GROUP).expect(200);
    assertThat(as(WRITER, "GET", "/s3/sea/x", "").expect(200).text()).isEqualTo("1");
  }

  @Test
  void changesAndRefusalsAreInTheAuditLog() throws IOException {
    as(WRITER, "PUT", "/s3/sea/audited", "1").expect(200);
    as(READER, "PUT", "/s3/sea/audited", "1").expect(403);
    api.get("/s3/sea/unknown").expect(403);
    // The line of a request is written behind its answer.
    await().untilAsserted(S3RightsTest::assertAudited);
  }

  private static void assertAudited() {
    assertThat(TestLog.text().lines().toList())
        .anyMatch(line -> line.contains("change PUT /s3/sea/audited by writer"))
        .anyMatch(line -> line.contains("PUT /s3/sea/audited by reader") && line.contains(": 403"))
        .anyMatch(line -> line.contains("refused GET /s3/sea/unknown by -"));
  }
}
