package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.reading.PlanExecutor;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** Work for clients that have gone. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Timeout(120)
class GoneClientTest extends OwnStorage {
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5f";
  private static final String SUBSET = COLLECTIONS + "/absent/arrays/" + ID + "/subset";

  @Autowired private PlanExecutor executor;
  @Autowired private MeterRegistry meters;

  private double cells() {
    return meters.get("hypertile.cells").tag("kind", "read").counter().count();
  }

  @Test
  void aReductionStopsWhenItsClientHasGone() throws Exception {
    create(
        "absent",
        """
        {"name": "absent", "kind": "varray", "dtype": "float64", "fill_value": 0, "vgrid": [200, 1],
         "dimensions": [{"name": "t", "size": 20000}, {"name": "x", "size": 100000}]}
        """,
        ID);
    assertThat(reduced("isel.t=0:10")).startsWith("HTTP/1.1 200");
    double before = cells();
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.getOutputStream().write(request("isel.t=:"));
      while (executor.statistics().active() == 0) {
        Thread.sleep(1);
      }
    }
    // All of it is 16 GB, which would take a minute.
    int idle = 0;
    while (idle < 50) {
      idle = executor.statistics().active() == 0 ? idle + 1 : 0;
      Thread.sleep(2);
    }
    assertThat(cells()).as("nothing was sent").isEqualTo(before);
  }

  private String reduced(String query) throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.getOutputStream().write(request(query));
      return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static byte[] request(String query) {
    return ("GET "
            + SUBSET
            + "?reduce=std&"
            + query
            + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
