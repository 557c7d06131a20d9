using System.Globalization;
using System.Text.Json;
using PeppaApi.Data.Entities;
using PeppaApi.Pricing;
using PeppaApi.Providers;
using PeppaApi.Providers.Midjourney;
using PeppaApi.Providers.OpenAI.Media;
using PeppaApi.Relay;

namespace PeppaApi.Drawing.Midjourney;

/// <summary>Owners' drawings on the site: what their upstream says of them, and what can be done with them next, with the token that they were made with.</summary>
internal sealed class DrawingBoard(
    TaskBook book, TaskNews news, MjSubmissions submissions, MjLinks links, CallerGate gate, PriceBook prices)
{
    /// <summary>Where the page finds the picture of a task.</summary>
    public string Picture(TaskView task) => links.Picture(task.PublicId, null);

    public static bool HasPicture(TaskView task) => task is { Kind: LongTaskKind.Midjourney, State: LongTaskState.Succeeded } && MjActions.Draws(task.Action);

    /// <returns>None if there is no such drawing, or it is somebody else's.</returns>
    public async Task<DrawingDetail?> TellAsync(long userId, string publicId, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(userId, publicId) is not { } task)
        {
            return null;
        }

        task = (await news.RefreshAsync([task], cancellationToken))[0];
        return task.Kind == LongTaskKind.Video ? OfVideo(task, news.Said(task) as VideoState) : OfDrawing(task, news.Said(task) as MjTask);
    }

    private DrawingDetail OfVideo(LongTask task, VideoState? said) => new(
        said is not null, said?.Prompt, task.State == LongTaskState.Failed ? said?.FailReason : null, [], [], null)
    {
        Video = task.State == LongTaskState.Succeeded ? links.Video(task.PublicId) : null,
    };

    private DrawingDetail OfDrawing(LongTask task, MjTask? said)
    {
        var pictures = task.State != LongTaskState.Succeeded || said?.Picture() is null ? []
            : said.PictureCount > 1 ? Enumerable.Range(0, said.PictureCount).Select(index => links.Picture(task.PublicId, index))
            : [links.Picture(task.PublicId, null)];
        return new DrawingDetail(
            said is not null, said?.Prompt, task.State == LongTaskState.Failed ? said?.FailReason : null, [.. pictures], task.State == LongTaskState.Succeeded ? [.. NextSteps(task, said)] : [], ResumePrice(task));
    }

    /// <summary>Presses a button of a finished drawing.</summary>
    public Task<StepOutcome> PressAsync(long userId, string publicId, string customId) =>
        SubmitAsync(userId, publicId, "submit/action", JsonSerializer.SerializeToUtf8Bytes(new { taskId = publicId, customId }));

    /// <summary>Answers a drawing that waits for more.</summary>
    public Task<StepOutcome> ResumeAsync(long userId, string publicId, string prompt) =>
        SubmitAsync(userId, publicId, "submit/modal", JsonSerializer.SerializeToUtf8Bytes(new { taskId = publicId, prompt }));

    private async Task<LongTask?> FindAsync(long userId, string publicId) =>
        await book.FindAsync(publicId) is { DeletedAt: null } task && task.UserId == userId ? task : null;

    private IEnumerable<NextStep> NextSteps(LongTask task, MjTask? said)
    {
        foreach (var button in said?.Buttons ?? [])
        {
            if (MjActions.OfButton(button.CustomId) is { } action && !MjActions.NeedsMask(action) && Price(task, action) is { } price)
            {
                yield return new NextStep(button.CustomId, button.Label, action, price);
            }
        }
    }

    private long? ResumePrice(LongTask task) => task.State == LongTaskState.AwaitingInput && !MjActions.NeedsMask(task.Action) ? Price(task, MjActions.Modal) : null;

    /// <summary>What it costs whoever owns the task's token now; none where it cannot be had.</summary>
    private long? Price(LongTask task, string action) =>
        gate.Find(task.UserId, task.TokenId) is { } caller && prices.Find(MjActions.Model(action, task.Mode)) is { PerCall: not null } price
            ? CostCalculator.Cost(price, prices.MultiplierParts(caller.GroupName), default)
            : null;

    private async Task<StepOutcome> SubmitAsync(long userId, string publicId, string path, byte[] body)
    {
        if (await FindAsync(userId, publicId) is not { Kind: LongTaskKind.Midjourney } task)
        {
            return StepOutcome.Refuse(new RelayFailure.BadRequest("taskId", "There is no such drawing.", "没有这个绘图任务。"));
        }

        using var turn = await gate.EnterAsync(userId, task.TokenId);
        if (turn.Failure is { } limit)
        {
            return StepOutcome.Refuse(limit);
        }

        try
        {
            var outcome = await submissions.SubmitAsync(turn.Caller!, gate.NewRequestId(), MjRequestReader.Read(path, body), "", links.Site);
            return outcome.Failure is { } failure ? StepOutcome.Refuse(failure) : StepOutcome.Of(MjSubmitReply.Read(outcome.Answer)!);
        }
        catch (RequestException exception)
        {
            return StepOutcome.Refuse(new RelayFailure.BadRequest(exception.Param, exception.Message, exception.MessageZh));
        }
    }
}

/// <summary>What a drawing's upstream says of it; told to its owner, kept nowhere.</summary>
/// <param name="Answered">Whether the upstream said anything.</param>
/// <param name="Pictures">Where the page finds them.</param>
/// <param name="ResumePrice">What it costs to go on where it waits for more; none where it does not, or only a program can.</param>
public sealed record DrawingDetail(
    bool Answered, string? Prompt, string? FailReason, IReadOnlyList<string> Pictures, IReadOnlyList<NextStep> NextSteps, long? ResumePrice)
{
    /// <summary>Where the page finds the video, if it is one.</summary>
    public string? Video { get; init; }
}

/// <param name="CustomId">The upstream's own name for it.</param>
/// <param name="Price">In nano-dollars.</param>
public sealed record NextStep(string CustomId, string Label, string Action, long Price);

/// <summary>How a follow-up was taken.</summary>
/// <param name="TaskId">The new task, or the one that goes on.</param>
/// <param name="Refusal">Why not, in the reader's language.</param>
public sealed record StepOutcome(string? TaskId, string? Refusal)
{
    internal static StepOutcome Refuse(RelayFailure failure)
    {
        var text = RelayFailureText.Of(failure);
        return new StepOutcome(null, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh" ? text.Chinese : text.English);
    }

    /// <summary>A window that opened counts as taken: it waits for its owner.</summary>
    internal static StepOutcome Of(MjSubmitReply reply) => reply is { Code: 1 or 21 or 22, TaskId: { } id } ? new StepOutcome(id, null) : new StepOutcome(null, MjJson.TextOf(reply.Body["description"]) ?? reply.FailCode);
}
