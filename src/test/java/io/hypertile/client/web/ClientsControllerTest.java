package io.hypertile.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient;
import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.collection.web.MemoryServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.storage.engine=memory")
@Import(MemoryServer.class)
class ClientsControllerTest {
  @LocalServerPort int port;
  private ApiClient api;

  @BeforeEach
  void connect() {
    api = new ApiClient(port);
  }

  private String address() throws IOException {
    Answer page = api.get("/clients/").expect(200);
    assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
    Matcher link = Pattern.compile("<a href=\"(/clients/[^\"]*\\.whl)\">").matcher(page.text());
    assertThat(link.find()).isTrue();
    assertThat(page.text()).contains("pip install 'http://127.0.0.1:" + port + link.group(1) + "'");
    return link.group(1);
  }

  @Test
  void pageLeadsToThePackage() throws IOException {
    Answer wheel = api.get(address()).expect(200);
    assertThat(wheel.header("Content-Type")).isEqualTo("application/zip");
    assertThat(wheel.header("ETag")).startsWith("\"");
    try (ZipInputStream zip =
        new ZipInputStream(new ByteArrayInputStream(wheel.response().body()))) {
      assertThat(zip.getNextEntry()).isNotNull();
    }
    api.get(address(), "If-None-Match", wheel.header("ETag")).expect(304);
    assertThat(api.get("/clients").expect(302).header("Location")).isEqualTo("/clients/");
  }

  @Test
  void otherNamesAreNotFound() throws IOException {
    for (String name :
        new String[] {"hypertile-9.9.9-py3-none-any.whl", "x", "..%2Fapplication.yml"}) {
      Answer answer = api.get("/clients/" + name);
      assertThat(answer.status()).as(name).isIn(400, 404);
    }
    assertThat(api.get("/clients/x").expect(404).json().get("code").asString())
        .isEqualTo("not-found");
  }
}
