namespace Slipway.EndToEnd.Tests.BadInput;

/// <summary>Manifests as a user would write them; <c>more</c> are further lines of the spec.</summary>
internal static class Manifests
{
    public static string Dataset(string name, string uri, string more = "") => $$"""
        apiVersion: slipway.dev/v1alpha1
        kind: Dataset
        metadata: {name: {{name}}}
        spec:
          owner: tests
          source: {uri: "{{uri}}", format: CSV}
          schema:
            columns:
              - {name: id, type: String}
              - {name: size, type: Float64, minimum: 0, maximum: 10}
              - {name: colour, type: String, nullable: true}
              - {name: bought, type: Boolean}
          key: [id]
          label: {column: bought}
          {{more}}
        """;

    /// <summary>Visits of users, each with whether something was bought.</summary>
    public static string Visits(string name, string uri) => $$"""
        apiVersion: slipway.dev/v1alpha1
        kind: Dataset
        metadata: {name: {{name}}}
        spec:
          owner: tests
          source: {uri: "{{uri}}", format: CSV}
          schema:
            columns:
              - {name: id, type: String}
              - {name: user, type: String}
              - {name: happened, type: Timestamp}
              - {name: bought, type: Boolean}
          eventTime: happened
          key: [id]
          label: {column: bought}
        """;

    public static string Derived(string name, string parent) => $$"""
        apiVersion: slipway.dev/v1alpha1
        kind: Dataset
        metadata: {name: {{name}}}
        spec:
          owner: tests
          source: {datasets: [{{parent}}], sql: "SELECT id FROM {{parent}}"}
          schema: {columns: [{name: id, type: String}]}
        """;

    public static string Features(string name, string dataset) => $$"""
        apiVersion: slipway.dev/v1alpha1
        kind: FeatureSet
        metadata: {name: {{name}}}
        spec:
          owner: tests
          dataset: {{dataset}}
          features:
            - {name: size, expr: size}
            - {name: colour, expr: one_hot(colour)}
        """;

    /// <summary>A TrainingJob whose model has the same name.</summary>
    public static string Training(string name, string dataset = "sample", string features = "sample", string more = "") => $$"""
        apiVersion: slipway.dev/v1alpha1
        kind: TrainingJob
        metadata: {name: {{name}}}
        spec:
          model: {{name}}
          owner: tests
          dataset: {{dataset}}
          featureSet: {{features}}
          task: Binary
          retries: 0
          hyperparameters: {num_boost_round: 5, max_depth: 2}
          {{more}}
        """;

    public static string Rollout(string model) => $$"""
        apiVersion: slipway.dev/v1alpha1
        kind: Rollout
        metadata: {name: {{model}}}
        spec:
          owner: tests
          model: {name: {{model}}}
        """;
}
