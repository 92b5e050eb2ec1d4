namespace Slipway.Trainer.Snapshot.Labels;

/// <summary>Rows on which the functions voted alike.</summary>
/// <param name="Text">The votes as the engine wrote them: one class number for each function, nothing where it abstained.</param>
/// <param name="Votes">Class that each function voted for; -1 where it abstained.</param>
/// <param name="Known">Class that was known before; -1 where none was.</param>
/// <param name="Rows">Rows.</param>
internal sealed record VotePattern(string Text, IReadOnlyList<int> Votes, int Known, long Rows)
{
    public const int Abstained = -1;

    public bool HasVote => Votes.Any(vote => vote != Abstained);

    public static VotePattern Parse(string text, long? known, long rows) => new(
        text, [.. text.Split(',').Select(vote => vote.Length == 0 ? Abstained : int.Parse(vote, System.Globalization.CultureInfo.InvariantCulture))], (int)(known ?? Abstained), rows);
}
