using Microsoft.Extensions.Options;
using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Pricing;
using PeppaApi.Relay;

namespace PeppaApi.Drawing;

/// <summary>
/// Submits a task: price, hold with the task's row, channel, upstream; then it is accepted and lives on, or its hold goes back.
/// Not ended by a client that leaves: what an upstream has taken must be known.
/// <code>
///  price ── hold + row (on disk) ── channel and key ── upstream ─┬─ taken ──── row says where; <see cref="TaskFollower"/> goes on
///                                                                ├─ asks ───── hold given back, row awaits input
///                                                                └─ refused ── hold given back
/// </code>
/// </summary>
internal sealed class TaskSubmitter(
    CreditLedger ledger, PriceBook prices, ChannelSelector selector, CallerLimits limits, TaskBook book, IOptions<RelayOptions> bounds)
{
    public async Task<SubmitOutcome> SubmitAsync(TaskOrder order)
    {
        if (Check(order, out var price) is { } refusal)
        {
            return new SubmitOutcome(null, refusal);
        }

        var opened = await OpenAsync(order, price!);
        if (opened.Outcome == ReserveOutcome.TaskMovedOn)
        {
            return new SubmitOutcome(null, new RelayFailure.BadRequest("taskId", "The task awaits nothing any more.", "该任务已提交或已结束，请勿重复提交"));
        }

        if (CreditHolder.Refusal(opened.Outcome, opened.Limit, book.Now) is { } shortage)
        {
            return new SubmitOutcome(null, shortage);
        }

        var hold = new OpenTask(order, price!, opened.TaskId, opened.HoldId);
        try
        {
            return await SendAsync(hold);
        }
        finally
        {
            if (!hold.IsResolved)
            {
                await book.CloseAsync(order.Caller.UserId, opened.TaskId, hold.Fail("internal_error"));
            }
        }
    }

    private RelayFailure? Check(TaskOrder order, out ModelPrice? price)
    {
        price = prices.Find(order.Model);
        return !order.Caller.Rules.AllowsModel(order.Model) ? new RelayFailure.ModelNotAllowed(order.Model)
            : order.Follows is null && !selector.Offers(order.Caller.GroupName, order.Model, order.Serves) ? new RelayFailure.NoChannel(order.Caller.GroupName, order.Model)
            // Without a price for what it uses the task would be free.
            : price is null || !order.IsPricedBy(price) ? new RelayFailure.ModelNotPriced(order.Model)
            : null;
    }

    private Task<OpenTaskResult> OpenAsync(TaskOrder order, ModelPrice price)
    {
        var (caller, multiplier) = (order.Caller, prices.MultiplierParts(order.Caller.GroupName));
        var cost = CostCalculator.Cost(price, multiplier, order.Usage, order.Task.Variant);
        return ledger.OpenTaskAsync(
            new ReserveRequest(order.RequestId, caller.UserId, caller.TokenId, cost, cost, 0, 0, order.Model, caller.GroupName, multiplier, price.Id, limits.Spending(caller)),
            order.Task);
    }

    private async Task<SubmitOutcome> SendAsync(OpenTask task)
    {
        var search = new ChannelSearch(task.Order.Caller.GroupName, task.Order.Model) { Serves = task.Order.Serves };
        TaskReply? reply = null;
        while (task.Attempts < (task.Order.Follows is null ? bounds.Value.MaxAttempts : 1))
        {
            using var lease = Choose(task.Order, search);
            if (lease is null)
            {
                break;
            }

            task.Attempts++;
            // None of the request's own: what an upstream has taken must be known.
            reply = await task.Order.Call(lease, CancellationToken.None);
            if (reply is not (TaskReply.Refused { MayTryAnother: true } or TaskReply.Unusable { MayTryAnother: true }))
            {
                return await ConcludeAsync(task, lease, reply);
            }
        }

        return await ConcludeAsync(task, null, reply ?? new TaskReply.Unusable(RelayFailure.NoneLeft(selector, search), false));
    }

    private ChannelLease? Choose(TaskOrder order, ChannelSearch search) => order.Follows is not { } task ? selector.Choose(search)
        : task is { ChannelId: { } channel, KeyId: { } key } ? selector.ChooseExactly(search, channel, key)
        : null;

    private async Task<SubmitOutcome> ConcludeAsync(OpenTask task, ChannelLease? lease, TaskReply reply)
    {
        var (order, cost) = (task.Order, lease is null ? 0 : UpstreamCost(task, lease));
        switch (reply)
        {
            case TaskReply.Accepted accepted when await book.AcceptAsync(order.Caller.UserId, task.TaskId, lease!, accepted.UpstreamId, cost):
                task.IsResolved = true;
                return new SubmitOutcome(reply.Write!(order.Task.PublicId), null, task.TaskId);
            case TaskReply.Accepted { UpstreamId: var id }:
                return await ExistsAsync(task, lease!, id, reply);
            case TaskReply.Exists { UpstreamId: var id }:
                return await ExistsAsync(task, lease!, id, reply);
            case TaskReply.Done:
                await book.PlaceAsync(order.Caller.UserId, task.TaskId, lease!, null, cost);
                await CloseAsync(task, task.Succeed());
                return new SubmitOutcome(reply.Write!(null), null, task.TaskId);
            case TaskReply.Asks asks when await book.PlaceAsync(order.Caller.UserId, task.TaskId, lease!, asks.UpstreamId, cost):
                await CloseAsync(task, new TaskEnd(task.HoldId, LongTaskState.AwaitingInput, UsageStatus.Succeeded, null, order.Operation, task.Attempts));
                return new SubmitOutcome(reply.Write!(order.Task.PublicId), null, task.TaskId);
            case TaskReply.Asks { UpstreamId: var id }:
                return await ExistsAsync(task, lease!, id, reply);
            case TaskReply.Refused refused:
                await CloseAsync(task, task.Fail(refused.FailCode));
                return new SubmitOutcome(reply.Write!(null), null, task.TaskId);
            default:
                var failure = ((TaskReply.Unusable)reply).Failure;
                await CloseAsync(task, task.Fail(RelayFailureText.Of(failure).Code));
                return new SubmitOutcome(null, failure, task.TaskId);
        }
    }

    /// <summary>Nothing is drawn again, so nothing is paid again. Another user's task is nobody else's business.</summary>
    private async Task<SubmitOutcome> ExistsAsync(OpenTask task, ChannelLease lease, string upstreamId, TaskReply reply)
    {
        await CloseAsync(task, task.Fail("already_exists"));
        var there = await book.FindAsync(lease.Channel.Id, upstreamId);
        return there?.UserId == task.Order.Caller.UserId
            ? new SubmitOutcome(reply.Write!(there.PublicId), null, there.Id)
            : new SubmitOutcome(null, new RelayFailure.BadRequest(null, "The upstream has such a task already.", "任务已存在"), task.TaskId);
    }

    private async Task CloseAsync(OpenTask task, TaskEnd end)
    {
        task.IsResolved = true;
        await book.CloseAsync(task.Order.Caller.UserId, task.TaskId, end);
    }

    private static long UpstreamCost(OpenTask task, ChannelLease lease) => CostCalculator.UpstreamCost(task.Price, lease.Channel.CostMultiplierParts, task.Order.Usage, task.Order.Task.Variant);

    /// <summary>A task whose hold is there, and not yet an upstream's.</summary>
    private sealed class OpenTask(TaskOrder order, ModelPrice price, long taskId, long holdId)
    {
        public TaskOrder Order => order;

        public ModelPrice Price => price;

        public long TaskId => taskId;

        public long HoldId => holdId;

        public int Attempts { get; set; }

        /// <summary>Whether the hold is somebody else's affair now.</summary>
        public bool IsResolved { get; set; }

        public TaskEnd Succeed() => new(holdId, LongTaskState.Succeeded, UsageStatus.Succeeded, null, order.Operation, Attempts);

        /// <summary>What awaited input goes on awaiting it.</summary>
        public TaskEnd Fail(string code) => new(
            holdId, order.Task.Resumes is null ? LongTaskState.Failed : LongTaskState.AwaitingInput, UsageStatus.GivenBack, code, order.Operation, Attempts);
    }
}

