package io.hypertile;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The Hypertile server. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class HypertileApplication {
  /**
   * Starts the server.
   *
   * @param args Spring Boot arguments such as {@code --server.port=9000}
   */
  public static void main(String[] args) {
    SpringApplication.run(HypertileApplication.class, args);
  }
}
