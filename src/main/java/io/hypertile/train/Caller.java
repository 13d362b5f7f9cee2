package io.hypertile.train;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;

/** Makes the requests of a training. */
@FunctionalInterface
interface Caller {
  /**
   * Makes one.
   *
   * @throws IOException when the answer has another status than the expected one
   */
  void call(int expected, String method, String target, String type, BodyPublisher body)
      throws IOException, InterruptedException;
}
