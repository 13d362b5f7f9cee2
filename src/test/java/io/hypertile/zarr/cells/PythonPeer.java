package io.hypertile.zarr.cells;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;

/** A process of Python that reads and writes arrays as it is told. For one thread. */
final class PythonPeer implements AutoCloseable {
  private final Process process;
  private final BufferedWriter orders;
  private final BufferedReader answers;

  /**
   * Starts it.
   *
   * @param root folder of the arrays
   */
  PythonPeer(String python, Path root) throws IOException {
    Path script =
        Path.of(System.getProperty("hypertile.basedir", "."), "src/test/interop/bench_zarr.py");
    this.process =
        new ProcessBuilder(python, script.toString(), root.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    this.orders = process.outputWriter(UTF_8);
    this.answers = process.inputReader(UTF_8);
    System.out.println("peers: " + answers.readLine());
  }

  /** Has something done, such as {@code zarr read chunked}. */
  void order(String what) throws IOException {
    orders.write(what + "\n");
    orders.flush();
    if (answers.readLine() == null) {
      throw new IOException("Python ended");
    }
  }

  @Override
  public void close() throws Exception {
    orders.close();
    process.waitFor();
  }
}
