package io.hypertile.collection.web;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** The protocol of Deker's client when it is switched off. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"hypertile.storage.engine=memory", "hypertile.deker.enabled=false"})
class DekerOffTest extends OneArrayBehindAKey {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1",
        "/v1/",
        "/v1/ping",
        "/v1/collections",
        "/v1/collection/c",
        "/v1/collection/none",
        "/v1/collection/c/arrays",
        "/v1/collection/c/varrays",
        "/v1/collection/c/array/by-id/6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e",
        "/v1/collection/c/array/by-id/6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e/subset/0:2/data",
        "/v1/collection/c/array/by-primary/1"
      })
  void dekersProtocolIsNotThereWhenItIsOff(String path) throws IOException {
    for (String method : new String[] {"GET", "POST", "PUT", "DELETE", "PATCH"}) {
      call(method, path, "[]").problem(404, "not-found");
    }
    call("HEAD", path, "").expect(404);
    call("GET", C + "/c/arrays/" + ID, "").expect(200);
  }
}
