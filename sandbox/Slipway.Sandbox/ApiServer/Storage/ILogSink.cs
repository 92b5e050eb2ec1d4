namespace Slipway.Sandbox.ApiServer.Storage;

/// <summary>Where records of the log are kept beyond the life of the process.</summary>
internal interface ILogSink
{
    /// <summary>Called under the log's lock, in the order of revisions, before anybody sees the record.</summary>
    void Append(LogRecord record);
}
