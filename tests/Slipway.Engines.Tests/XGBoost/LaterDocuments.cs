namespace Slipway.Engines.Tests.XGBoost;

/// <summary>The smallest documents in the forms that XGBoost 3.1 and later write: one split of one column and its two leaves, twice.</summary>
internal static class LaterDocuments
{
    internal static float[][] Rows { get; } = [[0f], [1f], [3f], [float.NaN]];

    /// <summary>Margin of the first output for each of <see cref="Rows"/>.</summary>
    internal static float[] Margins(string form) => form switch
    {
        // Intercept 0.5 and the only tree of the first class: left below 2.
        "3.1 intercepts of classes" => [0.4f, 0.4f, 0.8f, 0.8f],
        // The second tree counts half.
        "3.3 dart by another name" or "3.4 dart weights in the model" => [-0.15f, -0.15f, 0.45f, 0.45f],
        // Codes 1 and 3 go right.
        _ => [-0.2f, 0.6f, 0.6f, 0.6f],
    };

    internal static string Of(string form, string objective) => form switch
    {
        "3.1 intercepts of classes" => Document("[3,1,0]", objective, classes: 3, "[5E-1,-2.5E-1,0E0]", Booster("gbtree", "", "", Split("2E0", 0, ""), Split("2E0", 0, ""), Split("2E0", 0, "")), "[0,1,2]", "[0,3]"),
        "3.3 dart by another name" => Document("[3,3,0]", objective, classes: 0, "[5E-1]", Booster("gbtree", """ "weight_drop":[1E0,5E-1],""", "", Split("2E0", 0, ""), Split("2E0", 0, "")), "[0,0]", "[0,1,2]"),
        "3.4 dart weights in the model" => Document("[3,4,0]", objective, classes: 0, "[5E-1]", Booster("gbtree", "", """ "weight_drop":[1E0,5E-1],""", Split("2E0", 0, ""), Split("2E0", 0, "")), "[0,0]", "[0,1,2]"),
        _ => Document("[3,1,0]", objective, classes: 0, "[5E-1]",
            Booster("gbtree", "", """ "cats":{"enc":[],"feature_segments":[],"sorted_idx":[]},""", Split("NaN", 1, """ "categories":[1,3],"categories_nodes":[0],"categories_segments":[0],"categories_sizes":[2],"""), Split("NaN", 1, """ "categories":[1,3],"categories_nodes":[0],"categories_segments":[0],"categories_sizes":[2],""")), "[0,0]", "[0,1,2]"),
    };

    private static string Document(string version, string objective, int classes, string intercept, string booster, string outputs, string rounds) =>
        $$$"""
        {"version":{{{version}}},"learner":{"attributes":{},"feature_names":[],"feature_types":[],
        "learner_model_param":{"base_score":"{{{intercept}}}","boost_from_average":"1","num_class":"{{{classes}}}","num_feature":"1","num_target":"1"},
        "objective":{"name":"{{{objective}}}"},
        "gradient_booster": {{{booster.Replace("OUTPUTS", outputs, StringComparison.Ordinal).Replace("ROUNDS", rounds, StringComparison.Ordinal)}}} } }
        """;

    private static string Booster(string name, string outside, string inside, params string[] trees) =>
        $$$"""
        {"name":"{{{name}}}",{{{outside}}} "model":{"gbtree_model_param":{"num_parallel_tree":"1","num_trees":"{{{trees.Length}}}"},{{{inside}}}
        "iteration_indptr":ROUNDS,"tree_info":OUTPUTS,"trees":[{{{string.Join(",", trees)}}}] } }
        """;

    private static string Split(string threshold, int type, string categories) =>
        $$"""{"left_children":[1,-1,-1],"right_children":[2,-1,-1],"parents":[2147483647,0,0],"split_indices":[0,0,0],"split_conditions":[{{threshold}},-1E-1,3E-1],"default_left":[0,0,0],{{categories}}"split_type":[{{type}},0,0],"base_weights":[0E0,-1E0,3E0],"tree_param":{"num_nodes":"3","size_leaf_vector":"1"} }""";
}
