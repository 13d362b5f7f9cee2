package io.hypertile;

import io.hypertile.security.MakeKey;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The Hypertile server. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class HypertileApplication {
  /**
   * Starts the server, or makes a key for it when asked with {@code --hypertile.make-key}.
   *
   * @param args Spring Boot arguments such as {@code --server.port=9000}
   */
  public static void main(String[] args) {
    if (!MakeKey.run(args, System.out)) {
      SpringApplication.run(HypertileApplication.class, args);
    }
  }
}
