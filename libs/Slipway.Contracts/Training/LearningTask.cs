namespace Slipway.Contracts.Training;

/// <summary>What a model predicts.</summary>
public enum LearningTask
{
    /// <summary>The probability of one of two classes.</summary>
    Binary,

    /// <summary>The probabilities of three or more classes.</summary>
    Multiclass,

    /// <summary>A number.</summary>
    Regression,

    /// <summary>The order of the rows of each query: a score, larger before smaller. Rows with the same value in the column <c>qid</c> are one query.</summary>
    Ranking,
}

/// <summary>What follows from a task.</summary>
public static class LearningTasks
{
    /// <summary>Whether the label is one of some classes; else it is a number.</summary>
    public static bool HasClasses(this LearningTask task) => task is LearningTask.Binary or LearningTask.Multiclass;
}
