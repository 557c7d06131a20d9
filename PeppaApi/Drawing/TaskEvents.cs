namespace PeppaApi.Drawing;

/// <summary>Tells live pages that a task began, moved on or ended. Handlers run on the thread that noted it and must only take note.</summary>
internal sealed class TaskEvents
{
    /// <summary>The user whose task it is.</summary>
    public event Action<long>? Moved;

    public void Raise(long userId) => Moved?.Invoke(userId);
}
